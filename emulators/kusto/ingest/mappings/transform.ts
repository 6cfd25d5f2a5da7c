import type { CellValue } from '../../encode/cells.ts';
import { maxDatetimeTicks, printDatetime, unixEpochTicks } from '../../types/datetime.ts';
import type { KustoType } from '../../types/schema.ts';
import { type ExactJson, ExactNumber, exactJsonText } from '../values/exact-json.ts';
import type { Transform } from './ingestion-mapping.ts';

/** Ticks since 1970 of a Unix time in the unit of each transform. */
const unixUnits = new Map<Transform, (value: bigint) => bigint>([
  ['DateTimeFromUnixSeconds', (value) => value * 10_000_000n],
  ['DateTimeFromUnixMilliseconds', (value) => value * 10_000n],
  ['DateTimeFromUnixMicroseconds', (value) => value * 10n],
  ['DateTimeFromUnixNanoseconds', (value) => value / 100n],
]);

/** The value of a column of `type` for a Unix time, undefined when the transform is another one. */
export function unixTimeConverter(
  transform: Transform | undefined,
  type: KustoType,
): ((value: ExactJson | undefined) => CellValue) | undefined {
  const ticksOf = transform === undefined ? undefined : unixUnits.get(transform);
  if (ticksOf === undefined) return undefined;
  return (value) => {
    const number = wholeNumber(value);
    const ticks = number === null ? null : inRange(ticksOf(number) + unixEpochTicks);
    if (type === 'datetime') return ticks;
    return ticks === null ? (type === 'string' ? '' : null) : printDatetime(ticks);
  };
}

/** `[{"n":"a","v":1}, …]`-like arrays of bags as one bag: `[{"a":1},{"b":2}]` becomes `{"a":1,"b":2}`. */
export function propertyBagArrayToDictionary(value: ExactJson | undefined): ExactJson | undefined {
  if (!Array.isArray(value)) return value;
  const members: [string, ExactJson][] = [];
  for (const item of value) {
    const isBag =
      typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof ExactNumber);
    if (isBag) members.push(...Object.entries(item));
  }
  return Object.fromEntries(members);
}

/** A copy of `value` without the fields at the given paths. */
export function dropFields(
  value: ExactJson | undefined,
  paths: readonly (readonly (string | number)[])[],
): ExactJson | undefined {
  const relevant = paths.filter((path) => path.length > 0);
  const isBag =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
  if (relevant.length === 0 || !isBag) return value;
  const kept: [string, ExactJson][] = [];
  for (const [key, item] of Object.entries(value)) {
    const below = relevant.filter((path) => path[0] === key);
    if (below.some((path) => path.length === 1)) continue;
    kept.push([
      key,
      dropFields(
        item,
        below.map((path) => path.slice(1)),
      ) ?? null,
    ]);
  }
  return Object.fromEntries(kept);
}

/** Fractions of a unit are cut; null for what is no number. */
function wholeNumber(value: ExactJson | undefined): bigint | null {
  const text = value instanceof ExactNumber ? value.text : exactJsonText(value ?? null).replaceAll('"', '');
  if (/^-?\d{1,19}$/.test(text)) return BigInt(text);
  const number = typeof value === 'boolean' || value === '' || value === null ? Number.NaN : Number(text);
  return Number.isFinite(number) && Math.abs(number) < 1e18 ? BigInt(Math.trunc(number)) : null;
}

function inRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= maxDatetimeTicks ? ticks : null;
}
