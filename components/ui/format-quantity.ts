/** How a number is written. Without `decimals` they follow the size of the number. */
export interface QuantityFormat {
  /** As in a tile's extension: `bytes` and `bytes/s` are scaled (IEC); other units are written as they are. */
  unit?: string | undefined;
  decimals?: number | undefined;
}

/** A number as it is written: `{ text: '1.50', unit: 'GiB' }`. */
export interface Quantity {
  text: string;
  unit: string;
}

const iecPrefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
const formatters = new Map<number, Intl.NumberFormat>();

/** `missing` is written for a value that is not there. */
export const missingText = '–';

export function formatQuantity(value: number, format: QuantityFormat = {}): Quantity {
  const { unit = '', decimals } = format;
  if (Number.isNaN(value)) return { text: missingText, unit: '' };
  if (!Number.isFinite(value)) return { text: value > 0 ? '∞' : '−∞', unit };
  if (unit === 'bytes' || unit === 'bytes/s') return formatBytes(value, unit, decimals);
  return { text: formatNumber(value, decimals ?? decimalsFor(value)), unit };
}

/** The same in one string: `12.3 %`, `21.4 °C`, `1.50 GiB`. */
export function quantityText(value: number, format: QuantityFormat = {}): string {
  const { text, unit } = formatQuantity(value, format);
  return unit === '' ? text : `${text} ${unit}`;
}

/** With thousands separators and exactly so many decimals; a true minus sign, never `-0`. */
export function formatNumber(value: number, decimals: number): string {
  let formatter = formatters.get(decimals);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formatters.set(decimals, formatter);
  }
  const text = formatter.format(value);
  if (!text.startsWith('-')) return text;
  return /[1-9]/.test(text) ? `−${text.slice(1)}` : text.slice(1);
}

/** The divisor and name of the IEC unit that fits `value`, e.g. 1024 and `KiB`. */
export function iecScale(value: number, unit: string): { divisor: number; name: string } {
  const suffix = unit === 'bytes/s' ? 'B/s' : 'B';
  let divisor = 1;
  let power = 0;
  while (Math.abs(value) / divisor >= 1_023.5 && power < iecPrefixes.length - 1) {
    divisor *= 1_024;
    power += 1;
  }
  return { divisor, name: `${iecPrefixes[power]}${suffix}` };
}

function formatBytes(value: number, unit: string, decimals: number | undefined): Quantity {
  const { divisor, name } = iecScale(value, unit);
  const scaled = value / divisor;
  const fitting = divisor === 1 ? 0 : Math.abs(scaled) < 9.95 ? 2 : Math.abs(scaled) < 99.95 ? 1 : 0;
  return { text: formatNumber(scaled, Math.min(decimals ?? fitting, divisor === 1 ? 0 : 10)), unit: name };
}

/** About three significant digits, and none after the point for whole numbers. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return 0;
  if (size >= 10) return 1;
  if (size >= 0.1) return 2;
  return Math.min(8, 2 - Math.floor(Math.log10(size)));
}
