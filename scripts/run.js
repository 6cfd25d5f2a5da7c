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
  process.argv.splice(2, 1);
  stopWithParent();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path.join(projectFolder, 'dist', `${name}.js`)).href);
});

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
