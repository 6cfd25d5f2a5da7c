import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { openDataFile } from './data-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kusto-file-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

function open(path = folder) {
  return openDataFile({ folder: path, memoryLimitMb: 256, threads: 1 });
}

async function failure(path?: string): Promise<string> {
  const error = await open(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

test('SQL can reach nothing but the data file, and cannot change that', async () => {
  const instance = await open();
  const connection = await instance.connect();
  const statements = [
    `SELECT * FROM read_text('/etc/hostname')`,
    `COPY (SELECT 1) TO '${folder}/x.csv'`,
    `ATTACH '${folder}/other.duckdb'`,
    'INSTALL httpfs',
    'SET enable_external_access = true',
    `SET temp_directory = '/tmp'`,
  ];
  for (const sql of statements) await expect(connection.run(sql), sql).rejects.toThrow();
  connection.closeSync();
  instance.closeSync();
});

test('a damaged file is named', async () => {
  await writeFile(join(folder, 'kusto.duckdb'), 'this is no database'.repeat(1000));
  expect(await failure()).toMatch(/kusto\.duckdb is damaged or not a Kusto emulator file/);
});

test('a file of a later version is refused', async () => {
  const instance = await open();
  const connection = await instance.connect();
  await connection.run('UPDATE "$system".format SET version = 99');
  connection.closeSync();
  instance.closeSync();
  expect(await failure()).toMatch(/written by a newer version/);
});

test('a folder that cannot be made is named', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await failure(join(folder, 'file', 'data'))).toMatch(/cannot be made or written/);
});
