import { formatNumber, iecScale, type QuantityFormat, quantityText } from '../../ui/format-quantity.ts';

/** The ends of a value axis and the distance of its ticks. */
export interface AxisScale {
  min: number;
  max: number;
  step: number;
}

export interface AxisLimits {
  minimum?: number | undefined;
  maximum?: number | undefined;
}

/** A scale that is shown, and since when a narrower one would do. */
export interface HeldScale {
  scale: AxisScale;
  narrowerSinceMs: number | null;
}

const holdMs = 30_000;

/** Round ends and steps around `low..high`, at most about `ticks` of them; bytes are rounded in their IEC unit. */
export function niceScale(
  low: number,
  high: number,
  ticks: number,
  limits: AxisLimits,
  unit: string | undefined,
): AxisScale {
  const bottom = Number.isFinite(low) ? low : 0;
  const top = Number.isFinite(high) ? high : 1;
  const min = limits.minimum === undefined ? bottom : Math.min(limits.minimum, bottom);
  const max = limits.maximum === undefined ? top : Math.max(limits.maximum, top);
  const span = max > min ? max - min : Math.max(1, Math.abs(max) * 0.2);
  const isBytes = unit === 'bytes' || unit === 'bytes/s';
  const divisor = isBytes ? iecScale(Math.max(Math.abs(min), Math.abs(max)), unit).divisor : 1;
  const step = niceStep(span / divisor / Math.max(1, ticks)) * divisor;
  return {
    min: limits.minimum === min ? min : Math.floor(min / step) * step,
    max: limits.maximum === max ? max : Math.ceil((min + span) / step) * step,
    step,
  };
}

/** Outward at once, inward only after the narrower scale has fitted for a while: an axis that does not jump. */
export function holdScale(held: HeldScale | null, wanted: AxisScale, nowMs: number): HeldScale {
  if (!held || wanted.min < held.scale.min || wanted.max > held.scale.max)
    return { scale: held ? union(held.scale, wanted) : wanted, narrowerSinceMs: null };
  if (wanted.min === held.scale.min && wanted.max === held.scale.max)
    return { scale: held.scale, narrowerSinceMs: null };
  const sinceMs = held.narrowerSinceMs ?? nowMs;
  if (nowMs - sinceMs >= holdMs) return { scale: wanted, narrowerSinceMs: null };
  return { scale: held.scale, narrowerSinceMs: sinceMs };
}

/** The label of a tick, with no more decimals than the step needs. */
export function tickText(value: number, { min, max, step }: AxisScale, format: QuantityFormat): string {
  const { unit } = format;
  if (unit === 'bytes' || unit === 'bytes/s') {
    const { divisor, name } = iecScale(Math.max(Math.abs(min), Math.abs(max)), unit);
    return value === 0 ? '0' : `${formatNumber(value / divisor, decimalsOf(step / divisor))} ${name}`;
  }
  if (Math.abs(value) >= 10_000) return compactText(value);
  return quantityText(value, { decimals: decimalsOf(step), unit: unit === '%' || unit === '°C' ? unit : '' });
}

function union(a: AxisScale, b: AxisScale): AxisScale {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max), step: b.step };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}

function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 8; decimals++)
    if (Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6) return decimals;
  return 8;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

function compactText(value: number): string {
  return compact.format(value).replace('-', '−');
}
