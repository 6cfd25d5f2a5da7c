/** A finite real as Kusto writes it into text: shortest digits, always with a fraction or an exponent. */
export function printReal(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${Object.is(value, -0) ? '-0' : value}.0`;
  return String(value).replace(
    /e\+?(-?)(\d+)$/,
    (_, sign: string, digits: string) => `e${sign === '' ? '+' : '-'}${digits.padStart(2, '0')}`,
  );
}
