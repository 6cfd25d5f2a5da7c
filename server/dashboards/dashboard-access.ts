import type { DashboardSummary, DashboardView } from '#shared/dashboards/dashboard-view.ts';
import type { DefinitionProblem, Identity, PageData } from '#shared/page-data.ts';
import type { DashboardCatalog } from './dashboard-catalog.ts';
import { type DashboardDefinition, summarizeDashboard, viewDashboard } from './dashboard-definition.ts';

/** Without sign-in everybody who reaches the server, which listens on loopback only, is the operator of this machine. */
const localOperator: Identity = { id: 'local', name: 'Local operator' };

/** The one place that decides who may see which dashboard: pages and sockets both ask here. */
export class DashboardAccess implements PageData {
  readonly #catalog: DashboardCatalog;
  readonly #moreProblems: () => readonly DefinitionProblem[];

  /** `moreProblems`: of definitions other than dashboards, to be shown in the same list. */
  constructor(catalog: DashboardCatalog, moreProblems: () => readonly DefinitionProblem[]) {
    this.#catalog = catalog;
    this.#moreProblems = moreProblems;
  }

  async identify(_cookies: string | null): Promise<Identity | null> {
    return localOperator;
  }

  async listDashboards(
    identity: Identity,
  ): Promise<{ dashboards: DashboardSummary[]; problems: DefinitionProblem[] }> {
    const dashboards = this.#catalog
      .list()
      .filter(() => mayRead(identity))
      .map(summarizeDashboard);
    const problems = mayRead(identity) ? [...this.#catalog.problems(), ...this.#moreProblems()] : [];
    return { dashboards, problems };
  }

  async readDashboard(identity: Identity, id: string): Promise<DashboardView | null> {
    const definition = this.find(identity, id);
    return definition && viewDashboard(definition);
  }

  /** Null when it does not exist or may not be seen. */
  find(identity: Identity, id: string): DashboardDefinition | null {
    return mayRead(identity) ? this.#catalog.get(id) : null;
  }
}

function mayRead({ id }: Identity): boolean {
  return id === localOperator.id;
}
