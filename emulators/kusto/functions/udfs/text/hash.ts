import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { operandAt, type ScalarFunction, type ScalarTable, sqlAt } from '../../entries.ts';
import type { Udf } from '../../udfs.ts';
import { xxHash64 } from './xxhash64.ts';

/** hash() is xxhash64 of a text's UTF-8 or of the 8 bytes of an int, long, datetime or timespan. */
const hash: ScalarFunction = {
  nulls: 'always',
  sql: (operands, call) => {
    const { sql, type } = operandAt(operands, 0);
    const divisor = operands[1] === undefined ? '0' : `CAST(${sqlAt(operands, 1)} AS BIGINT)`;
    if (type === 'string') return `kql_hash_text(${sql}, ${divisor})`;
    if (type === 'int') return `kql_hash_long(CAST(${sql} AS BIGINT), ${divisor})`;
    if (type === 'long' || type === 'datetime' || type === 'timespan')
      return `kql_hash_long(${sql}, ${divisor})`;
    throw unsupported(`${call.name}() of a ${type}`);
  },
};

export const hashFunctions: ScalarTable = { hash, hash_xxhash64: hash };

export const hashUdfs: Udf[] = [
  {
    name: 'kql_hash_text',
    parameters: ['VARCHAR', 'BIGINT'],
    returns: 'BIGINT',
    run: (text: string, divisor: bigint) => reduced(xxHash64(new TextEncoder().encode(text)), divisor),
  },
  {
    name: 'kql_hash_long',
    parameters: ['BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    run: (value: bigint, divisor: bigint) => reduced(xxHash64(littleEndian(value)), divisor),
  },
];

/** From 0 to the divisor - 1; 0 stands for no divisor. */
function reduced(value: bigint, divisor: bigint): bigint {
  if (divisor < 0n) throw semanticError('SEM0025', `hash(): mod must be positive, not ${divisor}.`);
  return BigInt.asIntN(64, divisor === 0n ? value : value % divisor);
}

function littleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes;
}
