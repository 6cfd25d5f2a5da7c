import type { ResultSet } from '@libsql/client/sqlite3';
import { z } from 'zod';

const textsSchema = z.array(z.string());

/** The values of the first column, which holds text that is never null. */
export function firstColumn(result: ResultSet | undefined): string[] {
  return textsSchema.parse((result?.rows ?? []).map((row) => row[0]));
}
