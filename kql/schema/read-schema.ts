import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSchema, type SchemaScript } from './parse-schema.ts';

/** Every `.kql` file of a folder as one script, in the order of the names. Throws SchemaFileError naming the file. */
export async function readSchema(folder: string): Promise<SchemaScript> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.kql')).sort();
  const scripts = await Promise.all(
    names.map(async (name) => parseSchema(await readFile(path.join(folder, name), 'utf8'), name)),
  );
  return {
    commands: scripts.flatMap((script) => script.commands),
    tables: scripts.flatMap((script) => script.tables),
  };
}
