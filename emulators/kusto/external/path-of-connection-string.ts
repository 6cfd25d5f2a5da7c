import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KustoError } from '../types/kusto-error.ts';

const maxLength = 4096;
const controlCharacters = /\p{Cc}/u;

/**
 * The path below the folder of external tables that a storage connection string means, with slashes; empty for the
 * folder itself. Looks at the text alone, so that a refusal tells nothing about files. `roots` are the absolute paths
 * by which the folder may be called. Throws KustoError for what leads elsewhere.
 */
export function pathOfConnectionString(text: string, roots: readonly string[]): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') throw refused(text, `'${scheme}:' is not read`);
  if (goesUp(text)) throw refused(text, "'..' is not followed");
  const path = scheme === 'file' ? pathOfFileUrl(text) : text;
  if (path.length > maxLength) throw refused(text, 'it is too long');
  if (controlCharacters.test(path)) throw refused(text, 'it holds control characters');
  if (path.includes('\\')) throw refused(text, 'it holds a backslash');
  if (path.trim() === '') throw refused(text, 'it is empty');
  if (goesUp(path)) throw refused(text, "'..' is not followed");
  const inside = isAbsolute(path) ? relativeToRoot(path, roots) : relative(sep, resolve(sep, path));
  if (inside === null) throw refused(text, 'it is not in that folder');
  return inside.split(sep).join('/');
}

/** `path` is `root` or below it; both are absolute. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function goesUp(path: string): boolean {
  return path.split(/[/\\]/).includes('..');
}

function pathOfFileUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch (error) {
    throw refused(text, 'it is not the URL of a local file', error);
  }
}

function relativeToRoot(path: string, roots: readonly string[]): string | null {
  const absolute = resolve(path);
  const root = roots.find((candidate) => isWithin(absolute, candidate));
  return root === undefined ? null : relative(root, absolute);
}

function refused(text: string, reason: string, cause?: unknown): KustoError {
  const shown = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  const message = `The storage connection string ${shown} is refused: ${reason}. Allowed are paths relative to the emulator's folder of external tables, and file:/// URLs in it.`;
  return new KustoError('General_BadRequest', message, { cause });
}
