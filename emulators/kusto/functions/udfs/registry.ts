import { textConversionUdfs } from '../scalar/text-conversions.ts';
import { coreUdfs, type Udf } from '../udfs.ts';
import { areaUdfs } from './areas.ts';
import { arrayUdfs } from './dynamic/arrays.ts';
import { bagUdfs } from './dynamic/bags.ts';
import { schemaUdfs } from './dynamic/build-schema.ts';
import { dynamicSizeUdfs } from './dynamic/dynamic-size.ts';
import { jsonTextUdfs } from './dynamic/json-text.ts';
import { setUdfs } from './dynamic/sets.ts';
import { sortUdfs } from './dynamic/sort-arrays.ts';
import { sketchUdfs } from './sketches/sketch-udfs.ts';
import { decimalUdfs } from './statistics/decimal-product.ts';
import { weightedUdfs } from './statistics/weighted.ts';
import { parseKvUdfs } from './text/parse-kv.ts';
import { stringUdfs } from './text/string-udfs.ts';
import { timeFormatUdfs } from './time/format-time.ts';

/** Every UDF of this folder: Kusto functions, and helpers that macros and the entries of other tables call. */
export const udfs: readonly Udf[] = [
  ...areaUdfs,
  ...arrayUdfs,
  ...bagUdfs,
  ...coreUdfs,
  ...decimalUdfs,
  ...dynamicSizeUdfs,
  ...jsonTextUdfs,
  ...parseKvUdfs,
  ...schemaUdfs,
  ...setUdfs,
  ...sketchUdfs,
  ...sortUdfs,
  ...stringUdfs,
  ...textConversionUdfs,
  ...timeFormatUdfs,
  ...weightedUdfs,
];
