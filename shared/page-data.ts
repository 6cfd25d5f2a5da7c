import type { DashboardSummary, DashboardView } from './dashboards/dashboard-view.ts';
import type { Problem } from './errors.ts';

/** Who a page or handler acts for. Without sign-in everybody is the local operator. */
export interface Identity {
  id: string;
  name: string;
}

/** What server-rendered pages may read. Each method asks the same permission check as the handlers do. */
export interface PageData {
  /** The identity of a request, from its cookies; null when it must sign in. */
  identify(cookies: string | null): Promise<Identity | null>;
  /** Dashboards that the identity may see, by title, and the definition files that could not be loaded. */
  listDashboards(
    identity: Identity,
  ): Promise<{ dashboards: DashboardSummary[]; problems: DefinitionProblem[] }>;
  /** Null when it does not exist or may not be seen. */
  readDashboard(identity: Identity, id: string): Promise<DashboardView | null>;
}

/** A definition file that could not be loaded; the others still are. */
export interface DefinitionProblem extends Problem {
  /** Relative to the definitions folder. */
  file: string;
  /** Where in the file, e.g. `tiles[3].layout.width`; empty for the file as a whole. */
  path: string;
}

const key = '__tidewatchPageData';

/** Called once by server/main.ts before Next prepares: the only use of globalThis (see ARCHITECTURE.md). */
export function setPageData(pageData: PageData): void {
  Reflect.set(globalThis, key, pageData);
}

export function getPageData(): PageData {
  const pageData: unknown = Reflect.get(globalThis, key);
  if (pageData === undefined)
    throw new Error('Pages are served by server/main.ts, which sets PageData first.');
  return pageData as PageData;
}
