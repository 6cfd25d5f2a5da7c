import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPages, bundleProcesses, entryPoints } from './setup/build.js';
import { installDependencies } from './setup/install.js';
import { checkNodeVersion, projectFolder } from './setup/project.js';
import { Refusal, runCommand } from './setup/say.js';

const parentCheckMs = 1_000;

// One process alone, in this very process, so that signals reach it: node scripts/run.js kusto --port 8080
await runCommand(async () => {
  const name = process.argv[2] ?? '';
  if (!Object.hasOwn(entryPoints, name)) {
    throw new Refusal(`There is no process '${name}'. Known: ${Object.keys(entryPoints).join(', ')}.`);
  }
  await checkNodeVersion();
  await installDependencies();
  await bundleProcesses();
  if (name === 'server') {
    const mode = process.env.NODE_ENV ?? 'production';
    Object.assign(process.env, { NODE_ENV: mode });
    if (mode === 'production') await buildPages();
  }
  if (name === 'kusto' && process.env.UV_THREADPOOL_SIZE === undefined) return await runWithThreads();
  process.argv.splice(2, 1);
  stopWithParent();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path.join(projectFolder, 'dist', `${name}.js`)).href);
});

/**
 * The same command again in a process with a larger thread pool: each running query takes a thread, and the size of
 * libuv's pool is fixed once a process has started.
 */
async function runWithThreads() {
  const child = spawn(process.execPath, process.argv.slice(1), {
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  stopWithParent();
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}

/** A killed npm leaves its child running: end like on ctrl-c when the parent is gone. */
function stopWithParent() {
  const parent = process.ppid;
  if (parent === 1) return;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGTERM');
  }, parentCheckMs).unref();
}
