import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import { createLogger } from '#shared/node/logger.ts';
import { DashboardCatalog } from './dashboard-catalog.ts';
import { viewDashboard } from './dashboard-definition.ts';
import { readDashboard } from './read-dashboard.ts';

let folder: string;
let analyzer: KqlAnalyzer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-dashboards-'));
  analyzer = await KqlAnalyzer.load();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const tile = {
  id: 't1',
  title: 'Tile',
  pageId: 'p1',
  layout: { x: 0, y: 0, width: 4, height: 4 },
  visualType: 'table',
  queryRef: { kind: 'query', queryId: 'q1' },
  visualOptions: {},
};
const query = {
  id: 'q1',
  text: 'T | count',
  usedVariables: [],
  dataSource: { kind: 'inline', dataSourceId: 'd1' },
};
const good = {
  schema_version: '60',
  title: 'Good',
  tiles: [tile],
  queries: [query],
  parameters: [],
  dataSources: [{ id: 'd1', name: 'D', kind: 'manual-kusto', clusterUri: '', database: 'D' }],
  pages: [{ id: 'p1', name: 'Page' }],
};

async function read(content: object | string, files: Record<string, string> = {}) {
  const id = `board-${Math.random().toString(36).slice(2)}`;
  await mkdir(path.join(folder, id));
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path.join(folder, id, 'dashboard.json'), text);
  for (const [name, body] of Object.entries(files)) await writeFile(path.join(folder, id, name), body);
  const { definition, problems } = await readDashboard(folder, id, analyzer);
  return {
    definition,
    problems: problems.map((problem) => ({ ...problem, file: problem.file.replace(id, 'id') })),
  };
}

const other = { ...tile, id: 't2', layout: { x: 4, y: 0, width: 4, height: 4 } };

test.each<[string, object | string, { path: string; message: RegExp }]>([
  ['a file that is not JSON', '{\n  "tiles": oops', { path: '', message: /not JSON/ }],
  ['a missing part', { ...good, pages: undefined }, { path: 'pages', message: /array/ }],
  [
    'a wrong type',
    { ...good, tiles: [{ ...tile, layout: { ...tile.layout, width: 'wide' } }] },
    { path: 'tiles[0].layout.width', message: /number/ },
  ],
  [
    'a tile beyond the grid',
    { ...good, tiles: [{ ...tile, layout: { x: 20, y: 0, width: 8, height: 2 } }] },
    { path: 'tiles[0].layout', message: /24 columns/ },
  ],
  [
    'a page that is not there',
    { ...good, tiles: [{ ...tile, pageId: 'gone' }] },
    { path: 'tiles[0].pageId', message: /no page with the id gone/ },
  ],
  [
    'a query that is not there',
    { ...good, tiles: [{ ...tile, queryRef: { kind: 'query', queryId: 'gone' } }] },
    { path: 'tiles[0].queryRef.queryId', message: /no query with the id gone/ },
  ],
  [
    'a data source that is not there',
    { ...good, queries: [{ ...query, dataSource: { kind: 'inline', dataSourceId: 'x' } }] },
    { path: 'queries[0].dataSource.dataSourceId', message: /no data source/ },
  ],
  [
    'a tile without anything to show',
    { ...good, tiles: [{ ...tile, queryRef: undefined }] },
    { path: 'tiles[0]', message: /queryRef or markdownText/ },
  ],
  [
    'two tiles with one id',
    { ...good, tiles: [tile, { ...other, id: 't1' }] },
    { path: 'tiles[1].id', message: /also that of tiles\[0\]/ },
  ],
  [
    'tiles that overlap',
    { ...good, tiles: [tile, { ...other, layout: { x: 3, y: 3, width: 4, height: 4 } }] },
    { path: 'tiles[1].layout', message: /overlaps tiles\[0\]/ },
  ],
  [
    'a missing text file',
    { ...good, queries: [{ ...query, text: undefined, 'x-tidewatch': { textFile: 'gone.kql' } }] },
    { path: 'queries[0].x-tidewatch.textFile', message: /gone\.kql/ },
  ],
  [
    'a query without a text',
    { ...good, queries: [{ ...query, text: undefined }] },
    { path: 'queries[0]', message: /either text or/ },
  ],
  [
    'a name that is none',
    { ...good, baseQueries: [{ id: 'b', queryId: 'q1', variableName: '1 + 1' }] },
    { path: 'baseQueries[0].variableName', message: /letters, digits/ },
  ],
])(
  '%s is named with its place, and the dashboard is not loaded',
  async (_name, content, { path: at, message }) => {
    const { definition, problems } = await read(content);
    expect(definition).toBeNull();
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'id/dashboard.json',
        path: at,
        message: expect.stringMatching(message) as unknown,
      }),
    );
  },
);

test('a syntax error is named with its file and line, and the dashboard is shown without that tile', async () => {
  const textQuery = { ...query, text: undefined, 'x-tidewatch': { textFile: 'q.kql' } };
  const { definition, problems } = await read(
    { ...good, queries: [textQuery] },
    { 'q.kql': 'T\n| wher x > 1' },
  );
  expect(definition).not.toBeNull();
  expect(problems).toEqual([
    expect.objectContaining({ file: 'id/q.kql', code: 'syntax', line: 2, column: 3 }),
  ]);
});

test('tiles on different pages may lie in the same place, and a variable that is gone is tolerated', async () => {
  const { definition, problems } = await read({
    ...good,
    pages: [...good.pages, { id: 'p2', name: 'Two' }],
    tiles: [tile, { ...tile, id: 't2', pageId: 'p2' }],
    queries: [{ ...query, usedVariables: ['_gone'] }],
  });
  expect(problems).toEqual([]);
  expect(definition).not.toBeNull();
});

test('a viewer gets neither query text nor data source', async () => {
  const { definition } = await read({ ...good, tiles: [{ ...tile, 'x-tidewatch': { visual: 'stat' } }] });
  const view = definition && viewDashboard(definition);
  expect(view).toMatchObject({ title: 'Good', tiles: [{ id: 't1', visual: 'stat' }] });
  expect(JSON.stringify(view)).not.toMatch(/T \| count|manual-kusto|clusterUri/);
});

test('a changed file is loaded again while the server runs', async () => {
  const root = await mkdtemp(path.join(folder, 'follow-'));
  await mkdir(path.join(root, 'board'));
  const file = path.join(root, 'board', 'dashboard.json');
  await writeFile(file, JSON.stringify(good));
  using catalog = await DashboardCatalog.load({
    folder: root,
    analyzer,
    logger: createLogger('test', 'silent'),
    follow: 'changes',
  });
  expect(catalog.get('board')?.file.title).toBe('Good');
  await writeFile(file, JSON.stringify({ ...good, title: 'Better' }));
  await vi.waitFor(() => expect(catalog.get('board')?.file.title).toBe('Better'), 5_000);
});

test('the dashboards that ship have no problems', async () => {
  using catalog = await DashboardCatalog.load({
    folder: 'kql/dashboards',
    analyzer,
    logger: createLogger('test', 'silent'),
    follow: 'never',
  });
  expect(catalog.problems()).toEqual([]);
  expect(catalog.list().length).toBeGreaterThanOrEqual(3);
});
