import type { DuckDBConnection } from '@duckdb/node-api';
import { type CompiledQuery, compile } from '../compile/compile.ts';
import { resolveQuery } from '../execute/resolve.ts';
import { runResult } from '../execute/run.ts';
import type { ExternalFolder } from '../external/external-folder.ts';
import type { CatalogSnapshot } from '../types/schema.ts';
import type { PreparedQuery, QueryRunner, QueryText, ResultStream } from './query-runner.ts';

const keptQueries = 500;
/** Longer texts are compiled anew each time: they are rarely the same. */
const maxKeptLength = 32 * 1024;

/** Runs KQL by compiling it to SQL; remembers the last compiled queries by text and schema version. */
export class KqlRunner implements QueryRunner {
  readonly #clusterUri: () => string;
  readonly #externalFolder: ExternalFolder | undefined;
  readonly #compiled = new Map<string, CompiledQuery>();

  constructor(clusterUri: () => string, externalFolder?: ExternalFolder) {
    this.#clusterUri = clusterUri;
    this.#externalFolder = externalFolder;
  }

  prepare(query: QueryText, catalog: CatalogSnapshot): PreparedQuery {
    const compiled = this.#compile(query, catalog);
    return {
      options: compiled.options,
      columns: compiled.results[0]?.columns ?? [],
      readsExternalTables: compiled.results.some(({ program }) =>
        program.stages.some(({ operator }) => operator.name === 'external-table'),
      ),
      run: (connection, signal) => this.#run(compiled, query, catalog, connection, signal),
    };
  }

  #compile({ text, database }: QueryText, catalog: CatalogSnapshot): CompiledQuery {
    const key = `${catalog.version} ${database} ${text}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compile({ text, database, catalog });
    if (text.length > maxKeptLength) return compiled;
    this.#compiled.set(key, compiled);
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > keptQueries && oldest !== undefined) this.#compiled.delete(oldest);
    return compiled;
  }

  async *#run(
    compiled: CompiledQuery,
    query: QueryText,
    catalog: CatalogSnapshot,
    connection: DuckDBConnection,
    signal: AbortSignal,
  ): AsyncGenerator<ResultStream> {
    const request = {
      nowTicks: query.nowTicks,
      parameters: Object.fromEntries(query.parameters),
      currentPrincipal: query.user,
      clusterUri: this.#clusterUri(),
    };
    const compileText = (text: string) => this.#compile({ ...query, text }, catalog);
    const options = { request, signal, externalFolder: this.#externalFolder };
    const resolved = await resolveQuery(connection, compiled, compileText, options);
    for (const result of resolved.results) {
      const maxRecords = Number.POSITIVE_INFINITY;
      const run = await runResult(connection, resolved, result, { ...options, maxRecords });
      yield { columns: run.columns, render: result.visualization, batches: run.chunks };
    }
  }
}
