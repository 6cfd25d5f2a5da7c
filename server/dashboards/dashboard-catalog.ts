import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import type { DashboardDefinition } from './dashboard-definition.ts';
import { readDashboard } from './read-dashboard.ts';

export interface DashboardCatalogOptions {
  /** Folder that holds one folder per dashboard. */
  folder: string;
  analyzer: KqlAnalyzer;
  logger: Logger;
  /** Reload when a file changes (development). */
  follow: 'changes' | 'never';
}

const settleMs = 150;

/** The dashboards of a folder of definition files, and what is wrong with those that could not be loaded. */
export class DashboardCatalog implements Disposable {
  readonly #options: DashboardCatalogOptions;
  readonly #watching = new AbortController();
  #definitions = new Map<string, DashboardDefinition>();
  #problems: DefinitionProblem[] = [];
  #settling: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: DashboardCatalogOptions) {
    this.#options = options;
  }

  static async load(options: DashboardCatalogOptions): Promise<DashboardCatalog> {
    const catalog = new DashboardCatalog(options);
    await catalog.#reload();
    if (options.follow === 'changes') catalog.#follow();
    return catalog;
  }

  /** By title. */
  list(): DashboardDefinition[] {
    const titleOf = ({ file, id }: DashboardDefinition) => file.title ?? id;
    return [...this.#definitions.values()].sort((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'));
  }

  get(id: string): DashboardDefinition | null {
    return this.#definitions.get(id) ?? null;
  }

  problems(): readonly DefinitionProblem[] {
    return this.#problems;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#settling);
    this.#watching.abort();
  }

  async #reload(): Promise<void> {
    const { folder, analyzer, logger } = this.#options;
    const definitions = new Map<string, DashboardDefinition>();
    const problems: DefinitionProblem[] = [];
    const ids = await dashboardFolders(folder);
    if (!ids)
      problems.push({
        code: 'not-found',
        file: '.',
        path: '',
        message: `The folder ${folder} can't be read.`,
      });
    for (const id of ids ?? []) {
      const read = await readDashboard(folder, id, analyzer);
      if (read.definition) definitions.set(id, read.definition);
      problems.push(...read.problems);
    }
    this.#definitions = definitions;
    this.#problems = problems;
    for (const { file, path, message, line, column } of problems)
      logger.warn({ event: 'dashboard.problem', file, path, message, line, column });
    logger.info({ event: 'dashboards.loaded', dashboards: definitions.size, problems: problems.length });
  }

  #follow(): void {
    const { folder, logger } = this.#options;
    const watcher = watch(folder, { recursive: true, signal: this.#watching.signal }, () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => void this.#reload(), settleMs);
    });
    watcher.on('error', (error) => logger.warn({ event: 'dashboards.not-followed', err: error }));
  }
}

/** Null when the folder can't be read. */
async function dashboardFolders(folder: string): Promise<string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return null;
  }
}
