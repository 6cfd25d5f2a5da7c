import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './project.js';
import { localBinary, runTool } from './run-tool.js';
import { Refusal, say } from './say.js';

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium: CHROMIUM_PATH, Playwright's own, the system's, a download, Debian's package when root, the
 * one carried by an npm package. Refuses with the ways to get one when none of them works.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function findBrowser(env) {
  if (env.CHROMIUM_PATH) {
    if (existsSync(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Refusal(`CHROMIUM_PATH names ${env.CHROMIUM_PATH}, which does not exist.`);
  }
  const found = (await playwrightBrowser()) ?? systemBrowsers.find((file) => existsSync(file));
  if (found) return found;
  say('No browser found; setting one up …');
  const installed =
    (await downloadBrowser()) ?? (await installDebianPackage(env)) ?? (await unpackNpmBrowser(env));
  if (installed) return installed;
  throw new Refusal(
    'The browser tests need a Chromium: install Chrome or Chromium, or run "npx playwright install chromium", or set CHROMIUM_PATH.',
  );
}

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

async function downloadBrowser() {
  const { code } = await runTool({
    command: localBinary('playwright'),
    args: ['install', 'chromium'],
    log: path.join(projectFolder, '.cache', 'browser-download.log'),
    shell: process.platform === 'win32',
  });
  return code === 0 ? await playwrightBrowser() : undefined;
}

/** @param {NodeJS.ProcessEnv} env */
async function installDebianPackage(env) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const log = path.join(projectFolder, '.cache', 'browser-package.log');
  const packageEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  await runTool({ command: 'apt-get', args: ['update'], log, env: packageEnv });
  await runTool({
    command: 'apt-get',
    args: ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
    log,
    env: packageEnv,
  });
  return existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined;
}

/** @param {NodeJS.ProcessEnv} env */
async function unpackNpmBrowser(env) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = path.join(projectFolder, '.cache', 'chromium');
  await mkdir(folder, { recursive: true });
  const before = { tmp: env.TMPDIR, runtime: env.AWS_LAMBDA_JS_RUNTIME };
  // The package unpacks into the temporary folder, and brings its own NSS libraries when it believes to run on Lambda.
  env.TMPDIR = folder;
  env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch (error) {
    say(`The npm package's browser can't be used: ${error instanceof Error ? error.message : error}`);
    return undefined;
  } finally {
    if (before.tmp === undefined) delete env.TMPDIR;
    else env.TMPDIR = before.tmp;
    if (before.runtime === undefined) delete env.AWS_LAMBDA_JS_RUNTIME;
    else env.AWS_LAMBDA_JS_RUNTIME = before.runtime;
  }
}
