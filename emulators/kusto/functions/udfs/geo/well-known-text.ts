import { ownEntry } from '../../../types/own-entry.ts';
import type { UdfFunction } from '../udf-function.ts';

/** Well-known text as GeoJSON. What is not valid gives null. */
export const wellKnownTextFunctions: Record<string, UdfFunction> = {
  geo_from_wkt: { takes: ['string'], gives: 'dynamic', run: (text: string) => fromText(text) },
};

/** Kinds with how deep their coordinates are nested: 0 is one position. */
const kinds: Record<string, { type: string; depth: number }> = {
  POINT: { type: 'Point', depth: 0 },
  LINESTRING: { type: 'LineString', depth: 1 },
  POLYGON: { type: 'Polygon', depth: 2 },
  MULTIPOINT: { type: 'MultiPoint', depth: 1 },
  MULTILINESTRING: { type: 'MultiLineString', depth: 2 },
  MULTIPOLYGON: { type: 'MultiPolygon', depth: 3 },
};

const maxDepth = 32;

function fromText(text: string, depth = 0): string | null {
  if (depth > maxDepth) return null;
  const match = /^\s*([A-Za-z]+)\s*\((.*)\)\s*$/s.exec(text);
  const [, name = '', inside = ''] = match ?? [];
  if (name.toUpperCase() === 'GEOMETRYCOLLECTION') {
    const members = splitTopLevel(inside).map((member) => fromText(member, depth + 1));
    return members.includes(null)
      ? null
      : `{"type":"GeometryCollection","geometries":[${members.join(',')}]}`;
  }
  const kind = ownEntry(kinds, name.toUpperCase());
  const coordinates = kind === undefined ? null : nested(inside, kind.depth);
  return kind === undefined || coordinates === null
    ? null
    : `{"type":"${kind.type}","coordinates":${coordinates}}`;
}

function nested(inside: string, depth: number): string | null {
  if (depth === 0) return position(inside);
  const parts = splitTopLevel(inside).map((part) =>
    nested(depth > 1 ? withoutBrackets(part) : withoutOwnBrackets(part), depth - 1),
  );
  return parts.includes(null) ? null : `[${parts.join(',')}]`;
}

/** The points of a MULTIPOINT may have brackets of their own. */
function withoutOwnBrackets(part: string): string {
  return part.trim().startsWith('(') ? withoutBrackets(part) : part;
}

/** '' when there are no brackets, which is no position either. */
function withoutBrackets(part: string): string {
  return /^\s*\((.*)\)\s*$/s.exec(part)?.[1] ?? '';
}

function position(text: string): string | null {
  const numbers = text.trim().split(/\s+/);
  const isPair =
    numbers.length === 2 && numbers.every((number) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number));
  return isPair ? `[${numbers.map((number) => real(Number(number))).join(',')}]` : null;
}

function real(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** At commas outside of brackets. */
function splitTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
