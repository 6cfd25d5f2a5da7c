import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from '#shared/node/run-service.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { ExternalSource } from '../types/schema.ts';
import { type ExternalFile, filesBelow } from './files-below.ts';
import { isWithin, pathOfConnectionString } from './path-of-connection-string.ts';

/**
 * The one folder from which external tables read. Paths are relative to it; where they lead is looked up anew each time,
 * and nothing outside of it is opened, also not through symbolic links.
 */
export class ExternalFolder {
  /** Without symbolic links. */
  readonly #root: string;
  readonly #given: string;

  private constructor(root: string, given: string) {
    this.#root = root;
    this.#given = given;
  }

  /** Throws StartError when there is no such folder, or when the emulator's own data is in it. */
  static async open(folder: string, dataFolder: string): Promise<ExternalFolder> {
    const given = resolve(folder);
    const root = await realpath(given).catch(() => undefined);
    if (root === undefined || !(await stat(root)).isDirectory())
      throw new StartError(`The folder of external tables ${folder} does not exist; make it first.`);
    if (isWithin(await realpath(dataFolder), root))
      throw new StartError(
        `The folder of external tables ${folder} holds the emulator's data folder; choose one that does not.`,
      );
    return new ExternalFolder(root, given);
  }

  /** The path of a storage connection string. Throws KustoError for one that is not allowed. */
  pathOf(connectionString: string): string {
    return pathOfConnectionString(connectionString, [this.#root, this.#given]);
  }

  uriOf({ path }: ExternalFile): string {
    return pathToFileURL(join(this.#root, path)).href;
  }

  /** The files of a source in the order of their paths. Throws KustoError for a path that is not there or leads out. */
  async files(source: ExternalSource): Promise<ExternalFile[]> {
    const lists = source.paths.map((path) => filesBelow(path, source, (inner) => this.#realPath(inner)));
    return (await Promise.all(lists)).flat();
  }

  /** Opens a file to be read. Throws KustoError when it is gone, leads out or is no plain file. */
  async open(path: string): Promise<FileHandle> {
    // Not blocking: a pipe without a writer would wait for ever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await openPlain(path, await this.#realPath(path), flags);
    try {
      const opened = await file.stat({ bigint: true });
      // What was opened is what the path leads to now, so no folder was exchanged for a link in between.
      const now = await stat(await this.#realPath(path), { bigint: true });
      if (!opened.isFile() || !isSame(opened, now)) throw notReadable(path, 'it is not a plain file');
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #realPath(path: string): Promise<string> {
    let real: string;
    try {
      real = await realpath(join(this.#root, path));
    } catch (error) {
      throw notReadable(path, 'there is no such file or folder', error);
    }
    if (isWithin(real, this.#root)) return real;
    throw notReadable(path, 'a symbolic link leads out of the folder of external tables');
  }
}

async function openPlain(path: string, realPath: string, flags: number): Promise<FileHandle> {
  try {
    return await open(realPath, flags);
  } catch (error) {
    throw notReadable(path, 'it cannot be opened', error);
  }
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function notReadable(path: string, reason: string, cause?: unknown): KustoError {
  return new KustoError('General_BadRequest', `External data '${path}' cannot be read: ${reason}.`, {
    cause,
  });
}
