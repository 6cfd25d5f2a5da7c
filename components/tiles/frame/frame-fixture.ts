import type { JsonValue, KustoType } from '#shared/kusto/types.ts';
import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';

type FixtureCell = string | number | null;

/** A frame for tests: `frameOf({ 'Timestamp:datetime': [0, 1000], 'Host:string': ['a', 'b'] })`. */
export function frameOf(
  columns: Record<string, FixtureCell[]>,
  overrides: Partial<TileFrame> = {},
): TileFrame {
  const built = Object.entries(columns).map(([key, cells]) => columnOf(key, cells));
  return {
    liveQueryId: 'q',
    revision: 1,
    asOfMs: 0,
    startMs: null,
    endMs: null,
    rowCount: Object.values(columns)[0]?.length ?? 0,
    columns: built,
    visualization: null,
    partial: null,
    trace: {
      newestEnqueuedMs: null,
      ingestedMs: null,
      noticedMs: null,
      queryStartMs: 0,
      queryEndMs: 0,
      publishedMs: 0,
    },
    ...overrides,
  };
}

function columnOf(key: string, cells: FixtureCell[]): FrameColumn {
  const [name = '', type = 'string'] = key.split(':');
  const kustoType = type as KustoType;
  if (kustoType === 'dynamic')
    return { kind: 'json', name, type: kustoType, values: cells satisfies JsonValue[] };
  if (kustoType === 'string' || kustoType === 'guid') {
    const dictionary = [...new Set(cells.filter((cell) => cell !== null).map(String))];
    const codes = Uint32Array.from(cells, (cell) =>
      cell === null ? 0 : dictionary.indexOf(String(cell)) + 1,
    );
    return { kind: 'text', name, type: kustoType, dictionary, codes };
  }
  const values = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));
  const missing = Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0));
  return { kind: 'number', name, type: kustoType, values, missing: missing.includes(1) ? missing : null };
}
