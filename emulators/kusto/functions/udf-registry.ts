import { dynamicUdfs } from './udf-dynamics.ts';
import { parseKvUdfs } from './udf-parse-kv.ts';
import { stringUdfs } from './udf-strings.ts';
import { areaUdfs } from './udfs/areas.ts';
import { coreUdfs, type Udf } from './udfs.ts';

/** Every UDF that macros and function entries call. */
export const udfs: readonly Udf[] = [...coreUdfs, ...stringUdfs, ...parseKvUdfs, ...dynamicUdfs, ...areaUdfs];
