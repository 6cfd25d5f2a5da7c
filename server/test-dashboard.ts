/** A dashboard file for tests with one tile per query; the tile has the query's key as its id. */
export function testDashboard(queries: Record<string, string>): object {
  const ids = Object.keys(queries);
  return {
    schema_version: '60',
    title: 'Test',
    pages: [{ id: 'page', name: 'Page' }],
    dataSources: [{ id: 'source', name: 'Demo', kind: 'manual-kusto', clusterUri: '', database: 'Demo' }],
    parameters: [
      {
        kind: 'duration',
        id: 'time',
        displayName: 'Time range',
        beginVariableName: '_startTime',
        endVariableName: '_endTime',
        defaultValue: { kind: 'dynamic', count: 5, unit: 'minutes' },
        showOnPages: { kind: 'all' },
      },
    ],
    tiles: ids.map((id, index) => ({
      id,
      title: id,
      pageId: 'page',
      layout: { x: 0, y: index * 2, width: 4, height: 2 },
      visualType: 'table',
      queryRef: { kind: 'query', queryId: `query-${id}` },
      visualOptions: {},
    })),
    queries: ids.map((id) => ({
      id: `query-${id}`,
      text: queries[id],
      usedVariables: ['_startTime', '_endTime'].filter((name) => queries[id]?.includes(name)),
      dataSource: { kind: 'inline', dataSourceId: 'source' },
    })),
  };
}
