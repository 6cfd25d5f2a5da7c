import { beforeAll, expect, test } from 'vitest';
import { composeQuery } from '../binding/compose-query.ts';
import { readDatabaseSchema } from './database-schema.ts';
import { KqlAnalyzer } from './kql-analyzer.ts';

const columns = [
  { Name: 'Timestamp', Type: 'System.DateTime', CslType: 'datetime' },
  { Name: 'Value', Type: 'System.Double', CslType: 'real' },
];
const schema = readDatabaseSchema(
  JSON.stringify({
    Databases: {
      Demo: {
        Name: 'Demo',
        Tables: {
          Readings: { Name: 'Readings', OrderedColumns: columns },
          Alarms: { Name: 'Alarms', OrderedColumns: columns },
        },
        MaterializedViews: {
          Newest: {
            Name: 'Newest',
            OrderedColumns: columns,
            Query: 'Readings | summarize max(Value) by Timestamp',
          },
          Opaque: { Name: 'Opaque', OrderedColumns: columns },
        },
        Functions: {
          Loud: {
            Name: 'Loud',
            InputParameters: [{ Name: 'limit', Type: 'System.Double', CslType: 'real' }],
            Body: '{ Alarms | where Value > limit and Timestamp > ago(1h) }',
          },
        },
      },
    },
  }),
  'demo',
);

let analyzer: KqlAnalyzer;
beforeAll(async () => {
  analyzer = await KqlAnalyzer.load();
});

test.each<[text: string, tables: 'all' | string[], readsNow: boolean]>([
  ['Readings | count', ['Readings'], false],
  [
    'let X = () {\nReadings | take 5\n};\nX | join kind=inner (Alarms) on Timestamp',
    ['Alarms', 'Readings'],
    false,
  ],
  ['Readings | where Timestamp > ago(5m)', ['Readings'], true],
  ['Loud(3.0) | count', ['Alarms'], true],
  ['Newest | count', ['Readings'], false],
  ['Opaque | count', 'all', false],
  ['union *', ['Alarms', 'Readings'], false],
  ['search "x"', 'all', false],
  ['table("Readings") | count', 'all', false],
  ['Unknown | count', 'all', false],
  ['print 1', [], false],
  [
    'declare query_parameters(_startTime:datetime);\nReadings | where Timestamp > _startTime',
    ['Readings'],
    false,
  ],
])('tells which tables are read and whether time matters: %s', (text, tables, readsNow) => {
  const analysis = analyzer.analyze(text, schema);
  expect({ tables: analysis.tables, readsNow: analysis.readsNow }).toEqual({ tables, readsNow });
});

test('an unknown name is an error with its line and column', () => {
  expect(analyzer.analyze('Readings\n| where Wrong > 1', schema).errors).toMatchObject([
    { code: 'KS142', line: 2, column: 9 },
  ]);
});

test('syntax is checked without a schema', () => {
  expect(analyzer.findSyntaxErrors('Anything | where X > 1')).toEqual([]);
  expect(analyzer.findSyntaxErrors('Anything\n| wher X')[0]).toMatchObject({ line: 2, column: 3 });
});

test('a composed query is valid KQL, also where base queries hold lets and end in comments', () => {
  const base = (id: string, text: string, usedVariables: string[]) =>
    [id, { id, text, usedVariables }] as const;
  const library = {
    queries: new Map([
      base('raw', 'let limit = 3;\nReadings | where Value > limit // the loud ones', []),
      base('top', 'Raw | top 5 by Value;', ['Raw']),
      base('all', 'Top | join kind=inner (Raw) on Timestamp', ['Top', 'Raw']),
    ]),
    variables: new Map([
      ['Raw', { kind: 'base-query', name: 'Raw', queryId: 'raw' } as const],
      ['Top', { kind: 'base-query', name: 'Top', queryId: 'top' } as const],
    ]),
  };
  const { text } = composeQuery(library, 'all');
  expect(analyzer.analyze(text, schema)).toEqual({ tables: ['Readings'], readsNow: false, errors: [] });
});
