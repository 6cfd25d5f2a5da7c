import path from 'node:path';
import { projectFolder } from './project.js';
import { localBinary, runTool } from './run-tool.js';
import { say } from './say.js';

const checks = [
  { name: 'format and lint', command: 'biome', args: ['ci', '.'] },
  { name: 'type-aware lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'layers', command: 'tsx', args: ['scripts/check-layers.ts'] },
  { name: 'unused code', command: 'knip', args: [] },
];

/** Runs every static check, prints what each one found, and counts. */
export async function runChecks() {
  let failed = 0;
  for (const { name, command, args } of checks) {
    const started = Date.now();
    const log = path.join(projectFolder, '.cache', `check-${command}.log`);
    const { code, output } = await runTool({
      command: localBinary(command),
      args,
      log,
      shell: process.platform === 'win32',
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
    if (code !== 0) {
      failed++;
      say(output.trim().split('\n').slice(-60).join('\n'));
    }
  }
  return { passed: checks.length - failed, failed };
}
