import type { Udf } from '../../udfs.ts';

const fractionDigits = 10;
const unit = 10n ** BigInt(fractionDigits);

/** Product of decimals; DuckDB's own fails from 10^18 on, since it keeps 20 digits after the point. */
export const decimalUdfs: Udf[] = [
  {
    name: 'kql_decimal_product',
    parameters: ['VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: (a: string, b: string) => {
      const product = scaled(a) * scaled(b);
      const half = product < 0n ? -unit / 2n : unit / 2n;
      return printed((product + half) / unit);
    },
  },
];

function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0'));
  return text.startsWith('-') ? -size : size;
}

function printed(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(fractionDigits + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -fractionDigits)}.${digits.slice(-fractionDigits)}`;
}
