import type { DashboardFile, DashboardParameter } from '#shared/dashboards/dashboard-file.ts';
import type { KustoType } from '#shared/kusto/types.ts';

/** What the queries of one dashboard may use: its queries with their text, and its variables by name. */
export interface QueryLibrary {
  queries: ReadonlyMap<string, LibraryQuery>;
  variables: ReadonlyMap<string, Variable>;
}

export interface LibraryQuery {
  id: string;
  text: string;
  usedVariables: readonly string[];
}

/** A name that a query may use: a base query, or a value that a parameter gives. */
export type Variable =
  | { kind: 'base-query'; name: string; queryId: string }
  | { kind: 'time'; name: string; end: 'start' | 'end'; parameter: DurationParameter }
  | { kind: 'value'; name: string; type: KustoType; parameter: ValueParameter };

export type DurationParameter = Extract<DashboardParameter, { kind: 'duration' }>;
export type ValueParameter = Exclude<DashboardParameter, { kind: 'duration' } | { kind: 'dataSource' }>;

/** `texts` holds the KQL by query id. Of two variables with one name the first counts: loading reports the second. */
export function createQueryLibrary(file: DashboardFile, texts: ReadonlyMap<string, string>): QueryLibrary {
  const variables = new Map<string, Variable>();
  for (const variable of variablesOf(file))
    if (!variables.has(variable.name)) variables.set(variable.name, variable);
  const queries = file.queries.map(({ id, usedVariables }): [string, LibraryQuery] => [
    id,
    { id, text: texts.get(id) ?? '', usedVariables },
  ]);
  return { queries: new Map(queries), variables };
}

/** Every variable of a dashboard, in the order of the file. */
export function variablesOf(file: DashboardFile): Variable[] {
  return [...file.parameters.flatMap(parameterVariables), ...file.baseQueries.map(baseQueryVariable)];
}

function parameterVariables(parameter: DashboardParameter): Variable[] {
  switch (parameter.kind) {
    case 'duration':
      return [
        { kind: 'time', name: parameter.beginVariableName, end: 'start', parameter },
        { kind: 'time', name: parameter.endVariableName, end: 'end', parameter },
      ];
    case 'dataSource':
      return [];
    case 'string':
    case 'int':
    case 'long':
    case 'real':
    case 'decimal':
    case 'bool':
    case 'datetime':
      return [
        {
          kind: 'value',
          name: parameter.variableName,
          type: parameter.selectionType === 'array' ? 'dynamic' : parameter.kind,
          parameter,
        },
      ];
  }
}

function baseQueryVariable({ variableName, queryId }: DashboardFile['baseQueries'][number]): Variable {
  return { kind: 'base-query', name: variableName, queryId };
}
