import { variablesOf } from '#kql/binding/query-library.ts';
import type { DashboardFile } from '#shared/dashboards/dashboard-file.ts';

/** Something in a dashboard file that does not fit together; `path` is its place in the file. */
export interface WiringFault {
  path: string;
  message: string;
  /** Fatal: the dashboard can't be shown as it was meant. */
  severity: 'fatal' | 'warning';
}

const identifier = /^[A-Za-z_]\w*$/;

/** Checks what the schema can't: references, ids, names and the grid (the rules that ADX's own files keep). */
export function checkWiring(file: DashboardFile): WiringFault[] {
  return [
    ...duplicateIds(file),
    ...danglingReferences(file),
    ...variableFaults(file),
    ...unknownVariables(file),
    ...overlaps(file),
  ];
}

function duplicateIds(file: DashboardFile): WiringFault[] {
  const lists = ['tiles', 'pages', 'queries', 'baseQueries', 'parameters', 'dataSources'] as const;
  return lists.flatMap((list) => {
    const first = new Map<string, number>();
    return file[list].flatMap(({ id }, index): WiringFault[] => {
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, index);
      if (earlier === undefined) return [];
      return [fatal(`${list}[${index}].id`, `The id ${id} is also that of ${list}[${earlier}].`)];
    });
  });
}

function danglingReferences(file: DashboardFile): WiringFault[] {
  const has = (list: readonly { id: string }[], id: string) => list.some((item) => item.id === id);
  const faults: WiringFault[] = [];
  const check = (path: string, what: string, list: readonly { id: string }[], id: string) => {
    if (!has(list, id)) faults.push(fatal(path, `There is no ${what} with the id ${id}.`));
  };
  for (const [index, tile] of file.tiles.entries()) {
    const path = `tiles[${index}]`;
    check(`${path}.pageId`, 'page', file.pages, tile.pageId);
    if (tile.queryRef?.kind === 'query')
      check(`${path}.queryRef.queryId`, 'query', file.queries, tile.queryRef.queryId);
    if (tile.queryRef?.kind === 'baseQuery')
      check(`${path}.queryRef.baseQueryId`, 'base query', file.baseQueries, tile.queryRef.baseQueryId);
    if (!tile.queryRef && tile.markdownText === undefined)
      faults.push(fatal(path, 'A tile needs a queryRef or markdownText.'));
  }
  for (const [index, { queryId }] of file.baseQueries.entries())
    check(`baseQueries[${index}].queryId`, 'query', file.queries, queryId);
  for (const [index, { dataSource }] of file.queries.entries()) {
    const path = `queries[${index}].dataSource`;
    if (dataSource.kind === 'inline')
      check(`${path}.dataSourceId`, 'data source', file.dataSources, dataSource.dataSourceId);
    else check(`${path}.parameterId`, 'parameter', file.parameters, dataSource.parameterId);
  }
  return faults;
}

function variableFaults(file: DashboardFile): WiringFault[] {
  const seen = new Set<string>();
  return variablesOf(file).flatMap((variable): WiringFault[] => {
    const path =
      variable.kind === 'base-query'
        ? `baseQueries[${file.baseQueries.findIndex(({ queryId }) => queryId === variable.queryId)}].variableName`
        : `parameters[${file.parameters.indexOf(variable.parameter)}]`;
    if (!identifier.test(variable.name))
      return [fatal(path, `'${variable.name}' is no name for a variable: use letters, digits and _.`)];
    if (seen.has(variable.name)) return [fatal(path, `The variable ${variable.name} is defined twice.`)];
    seen.add(variable.name);
    return [];
  });
}

/** ADX's own exports name variables that are gone; the query is sent without them. */
function unknownVariables(file: DashboardFile): WiringFault[] {
  const known = new Set(variablesOf(file).map(({ name }) => name));
  return file.queries.flatMap(({ usedVariables }, index) =>
    usedVariables
      .filter((name) => !known.has(name))
      .map((name) =>
        warning(`queries[${index}].usedVariables`, `There is no variable ${name}; it is left out.`),
      ),
  );
}

function overlaps(file: DashboardFile): WiringFault[] {
  const faults: WiringFault[] = [];
  for (const [index, tile] of file.tiles.entries()) {
    const other = file.tiles.findIndex(
      (earlier, at) => at < index && earlier.pageId === tile.pageId && overlap(earlier.layout, tile.layout),
    );
    if (other >= 0) faults.push(fatal(`tiles[${index}].layout`, `The tile overlaps tiles[${other}].`));
  }
  return faults;
}

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function fatal(path: string, message: string): WiringFault {
  return { path, message, severity: 'fatal' };
}

function warning(path: string, message: string): WiringFault {
  return { path, message, severity: 'warning' };
}
