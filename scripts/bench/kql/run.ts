import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { warmUp } from '#emulators/kusto/compile/warm-up.ts';
import { type Cell, cellsOf } from '#emulators/kusto/execute/cells.ts';
import { registerEngine } from '#emulators/kusto/execute/register.ts';
import { KqlRunner } from '#emulators/kusto/queries/kql-runner.ts';
import { readProcessUsage } from '../process-usage.ts';
import { catalog, database, loadTables } from './data.ts';
import { openPeer, type Peer } from './peer.ts';
import { type BenchQuery, benchQueries } from './queries.ts';
import { sameRows } from './same-rows.ts';
import { measureTranslation } from './translate.ts';

interface Times {
  query: string;
  kqlMs: number;
  sqlMs: number;
  /** KQL to hand-written SQL. */
  ratio: number;
  clickHouseMs?: number;
  /** KQL to ClickHouse. */
  clickHouseRatio?: number;
}

const limits = { medianRatio: 1.2, worstRatio: 2, unseenP95Ms: 25, cachedP95Ms: 1 };

/**
 * Runs queries of dashboard kind through the KQL engine and, in turns with them, the same in hand-written SQL on the same
 * DuckDB tables (and on ClickHouse where the package chdb is installed: `npm install --no-save chdb`). A line for each
 * query, then one with the totals; fails when an answer differs or a limit is exceeded.
 */
export async function runKql(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '10000000' },
      runs: { type: 'string', default: '7' },
      only: { type: 'string', default: '' },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-bench-'));
  const instance = await DuckDBInstance.create(join(folder, 'bench.duckdb'), {
    threads: '2',
    memory_limit: '4GB',
  });
  const connection = await instance.connect();
  try {
    await registerEngine(connection);
    warmUp();
    await loadTables(connection, Number(values.rows));
    await using peer = await openPeer(connection);
    const wanted = benchQueries.filter(({ name }) => name.includes(values.only));
    const times: Times[] = [];
    for (const query of wanted) {
      const measured = await measure(connection, peer, query, Number(values.runs));
      times.push(measured);
      print({ ...measured });
    }
    await report(times, wanted);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

async function measure(
  connection: DuckDBConnection,
  peer: Peer | null,
  query: BenchQuery,
  runs: number,
): Promise<Times> {
  const runner = new KqlRunner(() => '');
  const kql = () => readKql(connection, runner, query.kql);
  const sql = () => readSql(connection, query.sql);
  const difference = sameRows(await kql(), await sql());
  if (difference !== null) {
    print({ query: query.name, difference });
    process.exitCode = 1;
  }
  const { peer: peerSql } = query;
  const ofPeer = peer === null || peerSql === undefined ? null : async () => peer.run(peerSql);
  const taken = { kql: [] as number[], sql: [] as number[], peer: [] as number[] };
  for (let run = 0; run < runs; run++) {
    taken.kql.push(await timeOf(kql));
    taken.sql.push(await timeOf(sql));
    if (ofPeer !== null) taken.peer.push(await timeOf(ofPeer));
  }
  const [kqlMs, sqlMs] = [medianOf(taken.kql), medianOf(taken.sql)];
  const times = {
    query: query.name,
    kqlMs: rounded(kqlMs),
    sqlMs: rounded(sqlMs),
    ratio: rounded(kqlMs / sqlMs),
  };
  if (ofPeer === null) return times;
  const clickHouseMs = medianOf(taken.peer);
  return { ...times, clickHouseMs: rounded(clickHouseMs), clickHouseRatio: rounded(kqlMs / clickHouseMs) };
}

async function readKql(connection: DuckDBConnection, runner: KqlRunner, text: string): Promise<Cell[][]> {
  const query = { text, database, parameters: new Map(), nowTicks: 0n, user: '' };
  const rows: Cell[][] = [];
  for await (const result of runner.prepare(query, catalog).run(connection, AbortSignal.timeout(120_000)))
    for await (const batch of result.batches) rows.push(...(batch as Cell[][]));
  return rows;
}

async function readSql(connection: DuckDBConnection, sql: string): Promise<Cell[][]> {
  const stream = await connection.stream(sql);
  const rows: Cell[][] = [];
  for await (const chunk of stream) rows.push(...cellsOf(chunk, new Array(chunk.columnCount).fill('string')));
  return rows;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function report(times: readonly Times[], queries: readonly BenchQuery[]): Promise<void> {
  const ratios = times.map(({ ratio }) => ratio);
  const toPeer = times.flatMap(({ clickHouseRatio }) => clickHouseRatio ?? []);
  const translate = measureTranslation(queries);
  const usage = await readProcessUsage(process.pid);
  const totals = {
    queries: times.length,
    medianRatio: medianOf(ratios),
    worstRatio: Math.max(...ratios),
    ...(toPeer.length > 0
      ? { medianClickHouseRatio: medianOf(toPeer) }
      : { clickHouse: 'chdb is not installed' }),
    translateUnseenMs: translate.unseen,
    translateCachedMs: translate.cached,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    residentMiB: usage?.residentMiB ?? null,
    limits,
  };
  print(totals);
  const isWithin =
    totals.medianRatio <= limits.medianRatio &&
    totals.worstRatio <= limits.worstRatio &&
    (translate.unseen?.p95 ?? 0) <= limits.unseenP95Ms &&
    (translate.cached?.p95 ?? 0) <= limits.cachedP95Ms;
  if (!isWithin) process.exitCode = 1;
}

function print(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 === 0 ? middle - 1 : middle],
    sorted[middle],
  ];
  return (low + high) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
