import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf, projectFolder } from './project.js';
import { npm, runTool } from './run-tool.js';
import { Refusal, say } from './say.js';

const stamp = path.join(projectFolder, 'node_modules', '.tidewatch-install');
const log = path.join(projectFolder, '.cache', 'install.log');

/** Installs the dependencies when package.json or the lockfile has changed since the last install. */
export async function installDependencies() {
  const digest = await digestOf(['package.json', 'package-lock.json']);
  const installed = await readFile(stamp, 'utf8').catch(() => '');
  if (installed === digest) return;
  say('Installing dependencies (about a minute the first time) …');
  const started = Date.now();
  const { code, output } = await runTool({
    command: npm,
    args: ['ci', '--no-audit', '--no-fund'],
    log,
    shell: process.platform === 'win32',
  });
  if (code !== 0) throw new Refusal(installFailure(output));
  await writeFile(stamp, digest);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * What a person reads when npm ci failed.
 * @param {string} output of npm
 */
export function installFailure(output) {
  const where = `The whole output is in ${path.relative(projectFolder, log)}.`;
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|network/i.test(output)) {
    return `npm can't reach its package registry to install the dependencies: check the network or npm's proxy setting and try again. ${where}`;
  }
  if (/ENOSPC/.test(output)) return `The disk is full: the dependencies need about 1.6 GB. ${where}`;
  if (/EACCES|EPERM/.test(output))
    return `npm may not write into node_modules: check the folder's owner. ${where}`;
  const first = output
    .split('\n')
    .find((line) => /npm (error|ERR!)/.test(line) && !/code|A complete log/.test(line));
  return `npm ci failed${first ? `: ${first.replace(/^npm (error|ERR!)\s*/, '')}` : ''}. ${where}`;
}
