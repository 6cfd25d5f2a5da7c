import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { findBrowser } from './setup/browser.js';
import { buildPages, bundleProcesses } from './setup/build.js';
import { runChecks } from './setup/checks.js';
import { installDependencies } from './setup/install.js';
import { checkNodeVersion, projectFolder } from './setup/project.js';
import { localBinary } from './setup/run-tool.js';
import { runCommand, say } from './setup/say.js';

// Static checks, unit and integration tests, browser tests; the last line counts them all.
await runCommand(async () => {
  await checkNodeVersion();
  await installDependencies();
  const browser = await findBrowser(process.env);
  say(`Browser: ${browser}`);
  await bundleProcesses();
  await buildPages();
  const results = [{ ...(await runChecks()), skipped: 0 }, await runVitest(), await runPlaywright(browser)];
  const total = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    results.reduce((sum, result) => sum + result[key], 0);
  if (total('failed') > 0) process.exitCode = 1;
  const skipped = total('skipped');
  say(`\n${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
});

async function runVitest() {
  const report = path.join(projectFolder, '.cache', 'vitest.json');
  await rm(report, { force: true });
  const code = await runVisibly('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests, numFailedTests, numPendingTests } = await readReport(report);
  return countsOf(code, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests });
}

/** @param {string} browser */
async function runPlaywright(browser) {
  const report = path.join(projectFolder, '.cache', 'playwright.json');
  await rm(report, { force: true });
  const code = await runVisibly('playwright', ['test', '--config', 'e2e/playwright.config.ts'], {
    CHROMIUM_PATH: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const { stats } = await readReport(report);
  return countsOf(code, {
    passed: stats?.expected,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    skipped: stats?.skipped,
  });
}

/**
 * A runner that failed without naming a failed test (it crashed, a file did not load, no report) counts as one failure.
 * @param {number} code
 * @param {{ passed?: number, failed?: number, skipped?: number }} counts
 */
function countsOf(code, { passed = 0, failed = 0, skipped = 0 }) {
  const ran = passed + failed > 0;
  return { passed, failed: (code !== 0 || !ran) && failed === 0 ? 1 : failed, skipped };
}

/** @param {string} file */
async function readReport(file) {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text);
}

/**
 * @param {string} tool
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
function runVisibly(tool, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(localBinary(tool), args, {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
