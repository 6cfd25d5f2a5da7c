import { AppError } from '#shared/errors.ts';
import type { LibraryQuery, QueryLibrary, Variable } from './query-library.ts';

/** A query as it is sent; it holds no values, so its text is the same for every viewer. */
export interface ComposedQuery {
  text: string;
  /** The parameters that `text` declares. */
  parameters: Exclude<Variable, { kind: 'base-query' }>[];
  /** Where each author's text went, in the order of `text`; the query's own is the last. */
  parts: ComposedPart[];
}

export interface ComposedPart {
  queryId: string;
  /** Name of the base query; null for the query itself. */
  baseQuery: string | null;
  /** 1-based lines of the composed text, both inclusive. */
  firstLine: number;
  lastLine: number;
}

/**
 * Composes a dashboard's query as ADX dashboards do, dependencies first: parameters, then base queries as
 * `let name = () {...};`, then the query. Parameters are declared as query parameters instead of let literals, so that a
 * value can never become code. A used variable that does not exist is left out, as in ADX.
 * Throws AppError `not-found` for an unknown query and `semantic` when base queries use each other in a circle.
 */
export function composeQuery(library: QueryLibrary, queryId: string): ComposedQuery {
  const query = library.queries.get(queryId);
  if (!query) throw new AppError('not-found', `There is no query ${queryId} in the dashboard.`);
  const { baseQueries, parameters } = collectDependencies(library, query);
  const writer = new LineWriter();
  if (parameters.length > 0) writer.write(declaration(parameters));
  const parts: ComposedPart[] = [];
  for (const { variable, query: base } of baseQueries) {
    writer.write(`let ${variable.name} = () {`);
    parts.push({ queryId: base.id, baseQuery: variable.name, ...writer.write(withoutTerminator(base.text)) });
    writer.write('};');
  }
  parts.push({ queryId, baseQuery: null, ...writer.write(query.text) });
  return { text: writer.text(), parameters, parts };
}

type BaseQueryVariable = Extract<Variable, { kind: 'base-query' }>;

interface Dependencies {
  baseQueries: { variable: BaseQueryVariable; query: LibraryQuery }[];
  parameters: ComposedQuery['parameters'];
}

function collectDependencies(library: QueryLibrary, query: LibraryQuery): Dependencies {
  const dependencies: Dependencies = { baseQueries: [], parameters: [] };
  const done = new Set<string>();
  const visit = (current: LibraryQuery, path: readonly string[]) => {
    for (const name of current.usedVariables) {
      if (path.includes(name)) throw cycleError([...path.slice(path.indexOf(name)), name]);
      const variable = library.variables.get(name);
      if (!variable || done.has(name)) continue;
      if (variable.kind === 'base-query') {
        const base = library.queries.get(variable.queryId);
        if (!base) continue;
        visit(base, [...path, name]);
        dependencies.baseQueries.push({ variable, query: base });
      } else dependencies.parameters.push(variable);
      done.add(name);
    }
  };
  visit(query, []);
  return dependencies;
}

function cycleError(names: string[]): AppError {
  return new AppError('semantic', `Base queries use each other in a circle: ${names.join(' → ')}.`);
}

function declaration(parameters: ComposedQuery['parameters']): string {
  const declared = parameters.map((parameter) =>
    parameter.kind === 'time' ? `${parameter.name}:datetime` : `${parameter.name}:${parameter.type}`,
  );
  return `declare query_parameters(${declared.join(', ')});`;
}

/** A body of a let function must not end its statement itself. */
function withoutTerminator(text: string): string {
  return text.replace(/[;\s]+$/, '');
}

class LineWriter {
  readonly #chunks: string[] = [];
  #lineCount = 0;

  write(text: string): { firstLine: number; lastLine: number } {
    const firstLine = this.#lineCount + 1;
    this.#lineCount += text.split('\n').length;
    this.#chunks.push(text);
    return { firstLine, lastLine: this.#lineCount };
  }

  text(): string {
    return this.#chunks.join('\n');
  }
}
