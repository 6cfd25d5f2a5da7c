import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { lockDataFolder } from './data-folder.ts';
import { createTestFolder } from './test-log.ts';

describe('the lock of a data folder', () => {
  it('keeps a second broker out until the first has gone', async () => {
    await using folder = await createTestFolder();
    const first = await lockDataFolder(folder.path);
    await expect(lockDataFolder(folder.path)).rejects.toThrow(
      `in use by another broker (process ${process.pid})`,
    );
    await first[Symbol.asyncDispose]();
    await using _second = await lockDataFolder(folder.path);
  });

  it('of a killed process is taken over', async () => {
    await using folder = await createTestFolder();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(path.join(folder.path, 'lock'), JSON.stringify({ pid: child.pid, started: '1' }));
    await using _lock = await lockDataFolder(folder.path);
    expect(JSON.parse(await readFile(path.join(folder.path, 'lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
  });

  it('of a process whose number another one has now is taken over', async () => {
    await using folder = await createTestFolder();
    await writeFile(
      path.join(folder.path, 'lock'),
      JSON.stringify({ pid: process.pid, started: 'long ago' }),
    );
    await using _lock = await lockDataFolder(folder.path);
  });

  it('that cannot be written is one sentence', async () => {
    await using folder = await createTestFolder();
    const file = path.join(folder.path, 'file');
    await writeFile(file, '');
    const failed = lockDataFolder(path.join(file, 'data'));
    await expect(failed).rejects.toThrow(StartError);
    await expect(failed).rejects.toThrow(/^The data folder .* cannot be written: /);
  });
});
