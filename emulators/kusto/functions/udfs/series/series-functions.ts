import type { UdfFunction } from '../udf-function.ts';
import { binarySeries } from './binary.ts';
import { decomposeFunctions } from './decompose.ts';
import { fillSeries } from './fill.ts';
import { filterFunctions } from './filters.ts';
import { lineFunctions } from './fit-line.ts';
import { polynomialFunctions } from './fit-polynomial.ts';
import { fourierFunctions } from './fourier.ts';
import { outlierFunctions } from './outliers.ts';
import { periodFunctions } from './periods.ts';
import { statisticFunctions } from './statistics.ts';
import { unarySeries } from './unary.ts';
import { vectorFunctions } from './vectors.ts';

/** series_*: functions over the numbers of one dynamic array. A tuple is an array of its columns' values. */
export const seriesFunctions: Record<string, UdfFunction> = {
  ...binarySeries,
  ...decomposeFunctions,
  ...fillSeries,
  ...filterFunctions,
  ...fourierFunctions,
  ...lineFunctions,
  ...outlierFunctions,
  ...periodFunctions,
  ...polynomialFunctions,
  ...statisticFunctions,
  ...unarySeries,
  ...vectorFunctions,
};
