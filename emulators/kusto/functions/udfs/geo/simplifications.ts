import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { readLines } from './geo-json.ts';
import { printLines, printPolygons } from './geometry.ts';
import { readUnited } from './intersections.ts';
import type { Rings } from './overlay/regions.ts';
import { orientedRings } from './polygon-shape.ts';
import { simplifiedLine, simplifiedPolygons } from './simplify/shapes.ts';
import { angleBetween, earthRadiusMetres, type Vector } from './sphere.ts';
import { readMembers } from './unions.ts';

const tolerance = [{ type: 'real' as const, otherwise: '10' }];
/** S2 snaps by at most 70°. */
const greatestAngle = (70 / 180) * Math.PI;

/**
 * Functions that leave out corners nearer than a tolerance in metres. A shape or tolerance that is not valid gives null,
 * and so does a shape of which nothing is left.
 */
export const simplifyFunctions: Record<string, UdfFunction> = {
  geo_line_simplify: { takes: ['dynamic'], optional: tolerance, gives: 'dynamic', run: lineSimplified },
  geo_polygon_simplify: { takes: ['dynamic'], optional: tolerance, gives: 'dynamic', run: polygonSimplified },
  geo_simplify_polygons_array: {
    takes: ['dynamic'],
    optional: tolerance,
    gives: 'dynamic',
    run: arraySimplified,
  },
};

function angleOf(metres: number): number | null {
  const angle = metres / earthRadiusMetres;
  return angle >= 0 && angle <= greatestAngle ? angle : null;
}

function lineSimplified(json: string, metres: number): string | null {
  const [lines, angle] = [readLines(json), angleOf(metres)];
  if (lines === null || angle === null) return null;
  if (angle === 0) return printLines(lines);
  const [line] = lines;
  if (line === undefined || lines.length > 1) throw unsupported('geo_line_simplify() of more than one line');
  const result = simplifiedLine(line, angle);
  return result === null ? null : printLines([result]);
}

function polygonSimplified(json: string, metres: number): string | null {
  const [polygons, angle] = [readUnited(json), angleOf(metres)];
  if (polygons === null || angle === null) return null;
  const result = angle === 0 ? polygons : simplifiedPolygons(polygons, angle);
  return result.length === 0 ? null : printPolygons(result);
}

function arraySimplified(json: string, metres: number): string | null {
  const [members, angle] = [readMembers(json, orientedRings), angleOf(metres)];
  if (members === null || angle === null) return null;
  if (fitsTogether(members.flat(), angle)) return null;
  throw unsupported('geo_simplify_polygons_array() of polygons of which something is left');
}

/** Whether all corners become one. */
function fitsTogether(polygons: Rings[], angle: number): boolean {
  const corners: Vector[] = polygons.flat(2);
  return corners.length < 1_000 && corners.every((a) => corners.every((b) => angleBetween(a, b) <= angle));
}
