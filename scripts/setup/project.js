import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from './say.js';

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Refuses a Node that is older than package.json's engines asks for. */
export async function checkNodeVersion() {
  const { engines } = JSON.parse(await readFile(path.join(projectFolder, 'package.json'), 'utf8'));
  const floor = String(engines.node).replace(/^>=/, '');
  if (isOlder(process.versions.node, floor)) {
    throw new Refusal(
      `Node ${process.versions.node} is too old: Tidewatch needs Node ${floor} or newer (https://nodejs.org).`,
    );
  }
}

/**
 * @param {string} version
 * @param {string} floor
 */
export function isOlder(version, floor) {
  const have = version.split('.').map(Number);
  const need = floor.split('.').map(Number);
  for (let part = 0; part < 3; part++) {
    const difference = (have[part] ?? 0) - (need[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/**
 * A digest of the names and contents of files; folders are read whole.
 * @param {string[]} names relative to the project folder; what does not exist is left out
 */
export async function digestOf(names) {
  const hash = createHash('sha256');
  for (const name of names) await digestInto(hash, path.join(projectFolder, name));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} file
 */
async function digestInto(hash, file) {
  const entries = await readdir(file, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return 'file';
    if (error.code === 'ENOENT') return 'absent';
    throw error;
  });
  if (entries === 'absent') return;
  if (typeof entries === 'string') {
    hash.update(`${path.relative(projectFolder, file)}\0`).update(await readFile(file));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    await digestInto(hash, path.join(file, entry.name));
  }
}
