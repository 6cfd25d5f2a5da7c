import type { ScalarFunction, ScalarTable } from '../entries.ts';
import { udfScalars } from '../udfs/areas.ts';
import { choiceFunctions } from './choices.ts';
import { compressionFunctions } from './compression.ts';
import { conversions } from './conversions.ts';
import { datetimeFunctions } from './datetime.ts';
import { dynamicFunctions } from './dynamics.ts';
import { geoPointFunctions } from './geo-points.ts';
import { mathFunctions } from './math.ts';
import { operators } from './operators.ts';
import { parsePatterns } from './parse-patterns.ts';
import { sketchFunctions } from './sketches.ts';
import { stringOperators } from './string-operators.ts';
import { stringFunctions } from './strings.ts';
import { textConversions } from './text-conversions.ts';
import { userAgentFunctions } from './user-agent.ts';

const tables: ScalarTable[] = [
  operators,
  stringOperators,
  choiceFunctions,
  compressionFunctions,
  conversions,
  datetimeFunctions,
  dynamicFunctions,
  mathFunctions,
  parsePatterns,
  sketchFunctions,
  stringFunctions,
  textConversions,
  userAgentFunctions,
  udfScalars,
  geoPointFunctions,
];

/** Every scalar function and operator by its Kusto name. */
export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map(
  tables.flatMap((table) => Object.entries(table)),
);
