import type { ScalarTable } from '../entries.ts';
import type { Udf } from '../udfs.ts';
import { seriesFunctions } from './series/series-functions.ts';
import { type UdfArea, udfArea } from './udf-function.ts';

const areas: UdfArea[] = [seriesFunctions].map(udfArea);

/** Functions that are one UDF each, for the compiler. */
export const udfScalars: ScalarTable = Object.assign({}, ...areas.map(({ scalars }) => scalars));

/** The UDFs behind them, to be registered. */
export const areaUdfs: readonly Udf[] = areas.flatMap(({ udfs }) => udfs);
