import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { KustoError } from '../types/kusto-error.ts';
import type { ExternalSource } from '../types/schema.ts';

export interface ExternalFile {
  /** Below the folder of external tables, with slashes. */
  path: string;
  bytes: number;
  /** It comes first among the files of its folder. */
  isFirstOfFolder: boolean;
}

/** Entries of folders that one table may have. */
const maxEntries = 20_000;
const maxDepth = 32;

type NameFilter = Pick<ExternalSource, 'namePrefix' | 'fileExtension'>;
/** Where a path leads; throws for one that leads out of the folder of external tables. */
type RealPath = (path: string) => Promise<string>;

interface Walk {
  filter: NameFilter;
  realPath: RealPath;
  files: ExternalFile[];
  entries: number;
}

/**
 * The file that a path names, or the files in the folder that it names and in those below, by path
 * (external-tables-azure-storage.md, file filtering logic). Throws KustoError for too many, and for links to folders.
 */
export async function filesBelow(
  path: string,
  filter: NameFilter,
  realPath: RealPath,
): Promise<ExternalFile[]> {
  const walk: Walk = { filter, realPath, files: [], entries: 0 };
  const status = await stat(await realPath(path));
  if (status.isDirectory()) await addFolder(path, 0, walk);
  else if (!status.isFile()) throw refused(path, 'it is neither a file nor a folder');
  else if (isWanted(posix.basename(path), filter))
    walk.files.push({ path, bytes: status.size, isFirstOfFolder: true });
  return walk.files;
}

async function addFolder(path: string, depth: number, walk: Walk): Promise<void> {
  if (depth > maxDepth) throw refused(path, `it is more than ${maxDepth} folders deep`);
  const entries = await entriesOf(path, walk);
  let isFirstOfFolder = true;
  for (const entry of entries) {
    const inner = posix.join(path, entry.name);
    if (entry.isDirectory() || !isWanted(entry.name, walk.filter)) continue;
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    const status = await stat(await walk.realPath(inner));
    if (status.isDirectory()) throw refused(inner, 'links to folders are not followed');
    if (!status.isFile()) continue;
    walk.files.push({ path: inner, bytes: status.size, isFirstOfFolder });
    isFirstOfFolder = false;
  }
  for (const entry of entries)
    if (entry.isDirectory()) await addFolder(posix.join(path, entry.name), depth + 1, walk);
}

async function entriesOf(path: string, walk: Walk): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(await walk.realPath(path))) {
    walk.entries += 1;
    if (walk.entries > maxEntries) throw refused(path, `an external table has at most ${maxEntries} files`);
    entries.push(entry);
  }
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function isWanted(name: string, { namePrefix, fileExtension }: NameFilter): boolean {
  return name.startsWith(namePrefix) && name.endsWith(fileExtension);
}

function refused(path: string, reason: string): KustoError {
  return new KustoError('General_BadRequest', `External data '${path}' cannot be read: ${reason}.`);
}
