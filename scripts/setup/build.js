import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf, projectFolder } from './project.js';
import { localBinary, runTool } from './run-tool.js';
import { Refusal, say } from './say.js';

/** Every process of its own, by the name that `npm run` knows; the bundle is dist/<name>.js. */
export const entryPoints = {
  'event-hubs': 'emulators/event-hubs/main.ts',
  kusto: 'emulators/kusto/main.ts',
  ingestion: 'ingestion/main.ts',
  server: 'server/main.ts',
  simulate: 'scripts/simulate/main.ts',
  bench: 'scripts/bench/main.ts',
  conformance: 'scripts/conformance.ts',
  screenshots: 'scripts/screenshots.ts',
};

const processSources = ['emulators', 'ingestion', 'kql', 'scripts', 'server', 'shared', 'package-lock.json'];
const pageSources = [
  'app',
  'components',
  'shared',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** Bundles the processes that run under Node, when their sources have changed. */
export async function bundleProcesses() {
  await whenChanged('dist/.built', processSources, async () => {
    const { build } = await import('esbuild');
    await build({
      absWorkingDir: projectFolder,
      entryPoints: Object.entries(entryPoints).map(([out, source]) => ({ in: source, out })),
      outdir: 'dist',
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      sourcemap: true,
      splitting: false,
      logLevel: 'silent',
    }).catch((error) => {
      throw new Refusal(`The build failed: ${error.message}`);
    });
  });
}

/** Builds the pages with Next, when their sources have changed. */
export async function buildPages() {
  await whenChanged('.next/.built', pageSources, async () => {
    say('Building the web app (about half a minute the first time) …');
    const started = Date.now();
    const log = path.join(projectFolder, '.cache', 'build.log');
    const { code, output } = await runTool({
      command: localBinary('next'),
      args: ['build'],
      log,
      env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      shell: process.platform === 'win32',
    });
    if (code !== 0) {
      const lines = output.trim().split('\n').slice(-30).join('\n');
      throw new Refusal(`The web app does not build (see ${path.relative(projectFolder, log)}):\n${lines}`);
    }
    say(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
  });
}

/**
 * @param {string} stampName file that keeps the digest of the sources of the last build
 * @param {string[]} sources
 * @param {() => Promise<void>} build
 */
async function whenChanged(stampName, sources, build) {
  const stamp = path.join(projectFolder, stampName);
  const digest = await digestOf(sources);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return;
  await build();
  await writeFile(stamp, digest);
}
