/** A finite real as Kusto writes it into text: shortest digits, always with a fraction or an exponent. */
export function printReal(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${Object.is(value, -0) ? '-0' : value}.0`;
  const text = String(value);
  if (/^-?\d+$/.test(text)) return `${text}.0`;
  return text.replace(
    /e\+?(-?)(\d+)$/,
    (_, sign: string, digits: string) => `e${sign === '' ? '+' : '-'}${digits.padStart(2, '0')}`,
  );
}
