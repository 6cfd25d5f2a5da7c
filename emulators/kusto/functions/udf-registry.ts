import { parseKvUdfs } from './udf-parse-kv.ts';
import { stringUdfs } from './udf-strings.ts';
import { areaUdfs } from './udfs/areas.ts';
import { arrayUdfs } from './udfs/dynamic/arrays.ts';
import { bagUdfs } from './udfs/dynamic/bags.ts';
import { jsonTextUdfs } from './udfs/dynamic/json-text.ts';
import { setUdfs } from './udfs/dynamic/sets.ts';
import { coreUdfs, type Udf } from './udfs.ts';

/** Every UDF that macros and function entries call. */
export const udfs: readonly Udf[] = [
  ...coreUdfs,
  ...stringUdfs,
  ...parseKvUdfs,
  ...bagUdfs,
  ...arrayUdfs,
  ...setUdfs,
  ...jsonTextUdfs,
  ...areaUdfs,
];
