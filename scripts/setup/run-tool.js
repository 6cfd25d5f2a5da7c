import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './project.js';

/**
 * Runs a tool to its end with its output in a log file.
 * @param {{ command: string, args: string[], log: string, env?: Record<string, string>, shell?: boolean }} tool
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist
 */
export async function runTool({ command, args, log, env = {}, shell = false }) {
  await mkdir(path.dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = spawn(command, args, {
    cwd: projectFolder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
  });
  let output = '';
  const take = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-100_000);
    file.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  await new Promise((resolve) => file.end(resolve));
  return { code, output };
}

export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** @param {string} name */
export function localBinary(name) {
  return path.join(
    projectFolder,
    'node_modules',
    '.bin',
    process.platform === 'win32' ? `${name}.cmd` : name,
  );
}
