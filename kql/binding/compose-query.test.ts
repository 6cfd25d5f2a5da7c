import { expect, test } from 'vitest';
import { type DashboardFile, dashboardFileSchema } from '#shared/dashboards/dashboard-file.ts';
import { bindTime, bindValues, usesTimeRange } from './bind-parameters.ts';
import { composeQuery } from './compose-query.ts';
import { locateInAuthorText } from './locate-problem.ts';
import { createQueryLibrary } from './query-library.ts';

function dashboard(parts: object): DashboardFile {
  return dashboardFileSchema.parse({
    schema_version: '60',
    tiles: [],
    dataSources: [],
    pages: [{ id: 'p', name: 'Page' }],
    ...parts,
  });
}

const query = (id: string, text: string, usedVariables: string[]) => ({
  id,
  text,
  usedVariables,
  dataSource: { kind: 'inline', dataSourceId: 'd' },
});

function libraryOf(parts: {
  queries: ReturnType<typeof query>[];
  baseQueries?: object[];
  parameters?: object[];
}) {
  return createQueryLibrary(dashboard(parts), new Map(parts.queries.map(({ id, text }) => [id, text])));
}

const duration = {
  kind: 'duration',
  id: 'time',
  displayName: 'Time',
  beginVariableName: '_startTime',
  endVariableName: '_endTime',
  defaultValue: { kind: 'dynamic', count: 1, unit: 'hours' },
  showOnPages: { kind: 'all' },
};

const site = {
  kind: 'string',
  id: 'site',
  displayName: 'Site',
  variableName: '_site',
  selectionType: 'array',
  includeAllOption: true,
  defaultValue: { kind: 'all' },
  showOnPages: { kind: 'all' },
};

test('parameters come first, then base queries in the order of their use, then the query', () => {
  const library = libraryOf({
    parameters: [duration, site],
    baseQueries: [
      { id: 'b2', queryId: 'q2', variableName: 'Costs' },
      { id: 'b1', queryId: 'q1', variableName: 'Raw' },
    ],
    queries: [
      query('q1', 'T | where Timestamp > _startTime // the newest', ['_startTime']),
      query('q2', 'let limit = 3;\nRaw | where Cost > limit;', ['Raw']),
      query('q3', 'Costs\n| where Site in (_site) | join (Raw) on Id', ['_site', 'Costs', 'Raw', 'gone']),
    ],
  });
  const composed = composeQuery(library, 'q3');
  expect(composed.text).toBe(
    [
      'declare query_parameters(_site:dynamic, _startTime:datetime);',
      'let Raw = () {',
      'T | where Timestamp > _startTime // the newest',
      '};',
      'let Costs = () {',
      'let limit = 3;',
      'Raw | where Cost > limit',
      '};',
      'Costs',
      '| where Site in (_site) | join (Raw) on Id',
    ].join('\n'),
  );
  expect(locateInAuthorText(composed, { line: 10, column: 9 })).toEqual({
    baseQuery: null,
    line: 2,
    column: 9,
  });
  expect(locateInAuthorText(composed, { line: 7, column: 1 })).toEqual({
    baseQuery: 'Costs',
    line: 2,
    column: 1,
  });
  expect(locateInAuthorText(composed, { line: 1, column: 1 })).toBeNull();
});

test('base queries that use each other in a circle are refused by name', () => {
  const library = libraryOf({
    baseQueries: [
      { id: 'a', queryId: 'qa', variableName: 'A' },
      { id: 'b', queryId: 'qb', variableName: 'B' },
    ],
    queries: [query('qa', 'B', ['B']), query('qb', 'A', ['A']), query('q', 'A', ['A'])],
  });
  expect(() => composeQuery(library, 'q')).toThrow('A → B → A');
});

test('a query without parameters is sent as it was written', () => {
  const composed = composeQuery(libraryOf({ queries: [query('q', 'T | count', [])] }), 'q');
  expect(composed.text).toBe('T | count');
  expect(usesTimeRange(composed)).toBe(false);
});

test('the time range binds both variables of a duration', () => {
  const composed = composeQuery(
    libraryOf({ parameters: [duration], queries: [query('q', 'T', ['_endTime', '_startTime'])] }),
    'q',
  );
  expect(bindTime(composed, { startMs: 0, endMs: 1_500 })).toEqual({
    _startTime: 'datetime(1970-01-01T00:00:00.000Z)',
    _endTime: 'datetime(1970-01-01T00:00:01.500Z)',
  });
});

const parameter = (kind: string, more: object = {}) => ({
  kind,
  id: 'id-x',
  displayName: 'X',
  variableName: 'x',
  selectionType: 'scalar',
  defaultValue: { kind: 'no-selection' },
  showOnPages: { kind: 'all' },
  ...more,
});

function bind(x: object, values: Parameters<typeof bindValues>[1]) {
  const composed = composeQuery(libraryOf({ parameters: [x], queries: [query('q', 'T', ['x'])] }), 'q');
  return bindValues(composed, values).x;
}

const staticValues = { dataSource: { kind: 'static', values: [{ value: 'a' }, { value: 'b' }] } };

test.each<[string, object, Parameters<typeof bindValues>[1], unknown]>([
  ['nothing chosen', parameter('string'), {}, '""'],
  ['nothing chosen of a number', parameter('long'), {}, 'long(null)'],
  ['text', parameter('string'), { x: `'; .drop table T //"\\\n` }, `"'; .drop table T //\\"\\\\\\n"`],
  ['a value by parameter id', parameter('string'), { 'id-x': 'v' }, '"v"'],
  ['a number', parameter('long'), { x: 5 }, 5],
  ['a bool', parameter('bool'), { x: false }, false],
  ['a decimal', parameter('decimal'), { x: '1.50' }, 'decimal(1.50)'],
  ['an instant', parameter('datetime'), { x: '2026-01-01T00:00:00Z' }, 'datetime(2026-01-01T00:00:00.000Z)'],
  ['a list', parameter('string', { selectionType: 'array' }), { x: ['a"', 'b'] }, 'dynamic(["a\\"","b"])'],
  ['one value as a list', parameter('string', { selectionType: 'array' }), { x: 'a' }, 'dynamic(["a"])'],
  ['a default', parameter('real', { defaultValue: { kind: 'value', value: 1.5 } }), {}, 1.5],
  [
    'all as null',
    parameter('string', { selectionType: 'array', includeAllOption: true, defaultValue: { kind: 'all' } }),
    {},
    'dynamic(null)',
  ],
  [
    'all as the full list',
    parameter('string', {
      selectionType: 'array',
      includeAllOption: true,
      allIsNull: false,
      ...staticValues,
    }),
    { x: null },
    'dynamic(["a","b"])',
  ],
])('binds %s', (_name, x, values, literal) => {
  expect(bind(x, values)).toBe(literal);
});

test.each<[string, object, Parameters<typeof bindValues>[1]]>([
  ['text for a number', parameter('long'), { x: '5' }],
  ['a fraction for a whole number', parameter('long'), { x: 1.5 }],
  ['an int that is too large', parameter('int'), { x: 2 ** 31 }],
  ['a list for one value', parameter('string'), { x: ['a', 'b'] }],
  ['a wrong type in a list', parameter('long', { selectionType: 'array' }), { x: [1, 'b'] }],
  ['a decimal that is none', parameter('decimal'), { x: '1) | .drop' }],
  ['a time that is none', parameter('datetime'), { x: 'now()' }],
  ['a time that Kusto can not hold', parameter('datetime'), { x: '+020000-01-01T00:00:00Z' }],
])('refuses %s and names the parameter', (_name, x, values) => {
  expect(() => bind(x, values)).toThrow(/^Parameter X must be /);
});
