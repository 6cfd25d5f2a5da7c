import type { ScalarTable } from '../entries.ts';
import type { Udf } from '../udfs.ts';
import { jaccardFunctions } from './dynamic/jaccard-index.ts';
import { treePathFunctions } from './dynamic/tree-path.ts';
import { geoFunctions } from './geo/registry.ts';
import { ipv4Functions } from './network/ipv4.ts';
import { ipv4TextFunctions } from './network/ipv4-text.ts';
import { ipv6Functions } from './network/ipv6.ts';
import { seriesFunctions } from './series/series-functions.ts';
import { betaFunctions } from './statistics/beta.ts';
import { errorFunctions } from './statistics/error-function.ts';
import { base64Functions } from './text/base64.ts';
import { codepointFunctions } from './text/codepoints.ts';
import { hashFunctions, hashUdfs } from './text/hash.ts';
import { manyWordsFunctions } from './text/many-words.ts';
import { parseFunctions } from './text/parse-text.ts';
import { urlFunctions } from './text/parse-url.ts';
import { xmlFunctions } from './text/parse-xml.ts';
import { punycodeFunctions } from './text/punycode.ts';
import { type UdfArea, udfArea } from './udf-function.ts';
import { unitFunctions } from './units/convert-units.ts';
import { formatBytesFunctions } from './units/format-bytes.ts';

const areas: UdfArea[] = [
  ...[
    seriesFunctions,
    ipv4Functions,
    ipv4TextFunctions,
    ipv6Functions,
    base64Functions,
    codepointFunctions,
    parseFunctions,
    manyWordsFunctions,
    xmlFunctions,
    jaccardFunctions,
    treePathFunctions,
    punycodeFunctions,
    urlFunctions,
    betaFunctions,
    errorFunctions,
    unitFunctions,
    formatBytesFunctions,
    geoFunctions,
  ].map(udfArea),
  { scalars: hashFunctions, udfs: hashUdfs },
];

/** Functions that a UDF computes, for the compiler. */
export const udfScalars: ScalarTable = Object.fromEntries(
  areas.flatMap(({ scalars }) => Object.entries(scalars)),
);

/** The UDFs behind them, to be registered. */
export const areaUdfs: readonly Udf[] = areas.flatMap(({ udfs }) => udfs);
