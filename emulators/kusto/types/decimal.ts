const decimalPattern = /^([+-])?(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Scale of the stored decimal type, DECIMAL(38,10). */
const decimalScale = 10;
const maxDecimal = 10n ** 38n;

/** A decimal as an integer of 10^-10 units, null when the text is none or does not fit 38 digits. */
export function parseDecimal(text: string): bigint | null {
  const match = decimalPattern.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const shift = decimalScale - fraction.length + Number(exponent);
  if (Math.abs(shift) > 60) return null;
  const digits = BigInt(whole + fraction);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  if (scaled >= maxDecimal) return null;
  return sign === '-' ? -scaled : scaled;
}
