import { getHexagonAreaAvg, polygonToCells, UNITS } from 'h3-js';
import { unsupported } from '../../../types/kql-error.ts';
import { inHashOrder, maxHashOrdered } from './hash-order.ts';
import { readPolygons } from './polygon-shape.ts';
import { coordinatesOf } from './sphere.ts';

const maxCells = 61_680;
/** h3 looks at each cell of the rectangle around a polygon. */
const maxCellsAround = 200_000;
/** And compares many of them with each edge. */
const maxComparisons = 20_000_000;

/** The H3 cells of a resolution whose centres lie in a polygon with straight edges; null when there are more than 61,680. */
export function polygonCells(json: string, resolution: bigint, radiusMetres: number): string | null {
  const polygons = readPolygons(json);
  if (polygons === null || resolution < 0n || resolution > 15n || !(radiusMetres >= 0)) return null;
  if (radiusMetres > 0) throw unsupported('geo_polygon_to_h3cells() with a radius');
  const found = new Set<string>();
  for (const { rings } of polygons) {
    const loops = rings.map((ring) => coordinatesOf([...ring, ...ring.slice(0, 1)]));
    const shell = loops[0] ?? [];
    const around = cellsAround(shell, Number(resolution));
    if (around > maxCellsAround || around * rings.flat().length > maxComparisons)
      return tooMany(shell, Number(resolution));
    for (const cell of polygonToCells(loops, Number(resolution), true)) found.add(cell);
    if (found.size > maxCells) return null;
  }
  return JSON.stringify(found.size > maxHashOrdered ? [...found] : inHashOrder([...found]));
}

type Loop = (readonly [number, number])[];

const kilometresPerDegree = 111.2;

function cellsAround(shell: Loop, resolution: number): number {
  const [longitudes, latitudes] = [
    shell.map(([longitude]) => longitude),
    shell.map(([, latitude]) => latitude),
  ];
  const width = Math.max(...longitudes) - Math.min(...longitudes);
  const height = Math.max(...latitudes) - Math.min(...latitudes);
  return (width * height * kilometresPerDegree ** 2) / getHexagonAreaAvg(resolution, UNITS.km2);
}

/** Null when the polygon itself has clearly too many cells. */
function tooMany(shell: Loop, resolution: number): null {
  let doubled = 0;
  for (const [index, [x, y]] of shell.entries()) {
    const [nextX, nextY] = shell[(index + 1) % shell.length] ?? [x, y];
    doubled += (x * nextY - nextX * y) * Math.cos(((y + nextY) / 2) * (Math.PI / 180));
  }
  const area = (Math.abs(doubled) / 2) * kilometresPerDegree ** 2;
  if (area / getHexagonAreaAvg(resolution, UNITS.km2) > maxCells * 3) return null;
  throw unsupported('geo_polygon_to_h3cells() of so large a polygon at this resolution');
}
