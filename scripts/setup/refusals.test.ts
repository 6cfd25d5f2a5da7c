import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { installFailure } from './install.js';
import { isOlder } from './project.js';

function runStart(args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/start.js', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
    });
  });
}

describe('npm start refuses with one sentence', () => {
  test('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-start-'));
    const { code, output } = await runStart(['--port', String(port), '--data', folder]);
    server.close();
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(output).toBe(
      `tidewatch: Port ${port} is in use: stop what listens there, or choose another with --port N.\n`,
    );
  });

  test('a data folder that can not be made', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-start-'));
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const { code, output } = await runStart(['--data', path.join(file, 'data')]);
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(output).toMatch(
      /^tidewatch: The data folder .* can't be written \(ENOTDIR\): choose another.*\n$/,
    );
  });

  test.each([
    [['--port', 'eighty'], "'eighty' is not a port"],
    [['--prot', '80'], "Unknown option '--prot'"],
  ])('the arguments %j', async (args, sentence) => {
    const { code, output } = await runStart(args);
    expect(code).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toContain('    at ');
  });
});

test.each([
  ['20.18.3', true],
  ['18.99.0', true],
  ['20.19.0', false],
  ['20.20.2', false],
  ['22.0.0', false],
])('Node %s is older than the floor 20.19: %s', (version, older) => {
  expect(isOlder(version, '20.19')).toBe(older);
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request failed', /can't reach its package registry/],
  ['npm error code ENOSPC\nnpm error nospc', /The disk is full/],
  ['npm error code EUSAGE\nnpm error\nnpm error Missing: a@1 from lock file', /npm ci failed/],
])('an install that fails is explained', (output, sentence) => {
  expect(installFailure(output)).toMatch(sentence);
});
