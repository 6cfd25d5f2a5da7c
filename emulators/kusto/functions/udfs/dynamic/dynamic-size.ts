import type { Udf } from '../../udfs.ts';

/** Registers of an hll() sketch take a byte each and its head this many. */
const sketchHeadBytes = 46;

/** Helper of estimate_data_size(): bytes of a dynamic value, by its JSON text; Kusto's own encoding is not documented. */
export const dynamicSizeUdfs: Udf[] = [
  {
    name: 'kql_dynamic_size',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (text: string) => {
      const dense = /^\[\[1024,(\d{1,2})\],\[\],\["/.exec(text);
      return BigInt(
        dense === null ? new TextEncoder().encode(text).length : 2 ** Number(dense[1]) + sketchHeadBytes,
      );
    },
  },
];
