import type { UdfFunction } from '../udf-function.ts';
import { readLines } from './geo-json.ts';
import { printLines, printPolygons } from './geometry.ts';
import { unitedLines } from './overlay/line-union.ts';
import { united } from './overlay/polygon-union.ts';
import { orientedRings } from './polygon-shape.ts';

/** Unions of shapes. A list with a shape that is not valid gives null. */
export const unionFunctions: Record<string, UdfFunction> = {
  geo_union_lines_array: {
    takes: ['dynamic'],
    gives: 'dynamic',
    run: unionOf(readLines, (lines) => printLines(unitedLines(lines))),
  },
  geo_union_polygons_array: {
    takes: ['dynamic'],
    gives: 'dynamic',
    run: unionOf(orientedRings, (polygons) => printPolygons(united(polygons))),
  },
};

function unionOf<Shape>(
  read: (json: string) => Shape[] | null,
  unite: (shapes: Shape[]) => string,
): (json: string) => string | null {
  return (json) => {
    const members = readMembers(json, read);
    return members === null ? null : unite(members.flat());
  };
}

/** The shapes of an array; null when one of them is not valid. */
export function readMembers<Shape>(json: string, read: (json: string) => Shape | null): Shape[] | null {
  const members: unknown = JSON.parse(json);
  if (!Array.isArray(members) || members.length === 0) return null;
  const shapes: Shape[] = [];
  for (const member of members) {
    const shape = read(JSON.stringify(member));
    if (shape === null) return null;
    shapes.push(shape);
  }
  return shapes;
}
