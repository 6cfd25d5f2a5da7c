import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChildService, startChildService } from '#shared/node/child-service.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kusto-durability-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const rowsPerRequest = 50;
/** Each test starts several processes. */
const timeoutMs = 120_000;

async function startEmulator(): Promise<{ emulator: ChildService; url: string }> {
  const emulator = await startChildService({
    entry: 'emulators/kusto/main.ts',
    args: ['--port', '0', '--data', folder],
    ready: /^kusto ready /,
  });
  return { emulator, url: emulator.readyLine.replace('kusto ready ', '') };
}

async function post(url: string, body: string): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body });
  if (response.status !== 200) throw new Error(await response.text());
  return await response.json();
}

async function command(url: string, csl: string): Promise<void> {
  await post(`${url}/v1/rest/mgmt`, JSON.stringify({ db: 'NetDefaultDB', csl }));
}

async function storedRows(url: string): Promise<unknown[][]> {
  const csl =
    'Events | summarize n = count() by Request, Row | summarize Rows = count(), Most = max(n) by Request';
  const answer = (await post(`${url}/v1/rest/query`, JSON.stringify({ db: 'NetDefaultDB', csl }))) as {
    Tables: { Rows: unknown[][] }[];
  };
  return answer.Tables[0]?.Rows ?? [];
}

/** Sends numbered requests until the process is gone; answers the numbers that were acknowledged. */
async function ingestUntilItEnds(url: string, first: number, step: number): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let request = first; ; request += step) {
    const rows = Array.from({ length: rowsPerRequest }, (_, row) => `${request},${row}`);
    try {
      await post(`${url}/v1/rest/ingest/NetDefaultDB/Events?streamFormat=csv`, rows.join('\n'));
      acknowledged.push(request);
    } catch {
      return acknowledged;
    }
  }
}

test(
  'kill -9 loses no acknowledged row, doubles none and leaves no request in part',
  async () => {
    const acknowledged: number[] = [];
    for (const round of [1, 2]) {
      const { emulator, url } = await startEmulator();
      await command(url, '.create-merge table Events (Request:long, Row:long)');
      const streams = [0, 1, 2, 3].map((stream) => ingestUntilItEnds(url, round * 1_000_000 + stream, 4));
      await new Promise((resolve) => setTimeout(resolve, 300 * round));
      await emulator.signal('SIGKILL');
      acknowledged.push(...(await Promise.all(streams)).flat());
    }
    const { emulator, url } = await startEmulator();
    await using _ = emulator;
    const stored = await storedRows(url);
    expect(stored.filter(([, rows, most]) => rows !== rowsPerRequest || most !== 1)).toEqual([]);
    const found = new Set(stored.map(([request]) => request));
    expect(acknowledged.filter((request) => !found.has(request))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(10);
  },
  timeoutMs,
);

test(
  'a second process on the same data is refused with one sentence',
  async () => {
    const { emulator } = await startEmulator();
    await using _ = emulator;
    await expect(startEmulator()).rejects.toThrow(/is in use by another process/);
  },
  timeoutMs,
);
