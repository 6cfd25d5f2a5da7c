import { s2 } from 's2js';
import type { UdfFunction } from '../udf-function.ts';
import { arcsOfLine, arcsOfRing } from './arcs.ts';
import { printPoint, printPolygon, readLines, remembered } from './geo-json.ts';
import { inHashOrder } from './hash-order.ts';
import { isInside } from './plane.ts';
import { readPolygons } from './polygon-shape.ts';
import { coveringTokens, mixedCovering, type Region } from './s2-covering.ts';
import { earthRadiusMetres, isCoordinate, toCoordinates, type Vector } from './sphere.ts';

const maxLevel = 30n;
const defaultLevel = '11';

/** Functions of S2 cells (s2geometry.io). A cell, shape, coordinate or level that is not valid gives null, or '' for a string. */
export const s2CellFunctions: Record<string, UdfFunction> = {
  geo_point_to_s2cell: {
    takes: ['real', 'real'],
    optional: [{ type: 'int', otherwise: defaultLevel }],
    gives: 'string',
    seesNulls: true,
    run: cellOfPoint,
  },
  geo_s2cell_neighbors: { takes: ['string'], gives: 'dynamic', run: neighbors },
  geo_s2cell_to_central_point: { takes: ['string'], gives: 'dynamic', run: centralPoint },
  geo_s2cell_to_polygon: { takes: ['string'], gives: 'dynamic', run: polygonOf },
  geo_line_to_s2cells: coveringFunction(remembered(lineRegion)),
  geo_polygon_to_s2cells: coveringFunction(remembered(polygonRegion)),
  geo_covering_of_line: mixedCoveringFunction(lineRegion),
  geo_covering_of_polygon: mixedCoveringFunction(polygonRegion),
};

function cellOfPoint(longitude: number | null, latitude: number | null, level: bigint | null): string {
  if (longitude === null || latitude === null || level === null) return '';
  if (!isCoordinate(longitude, latitude) || level < 0n || level > maxLevel) return '';
  const leaf = s2.cellid.fromLatLng(s2.LatLng.fromDegrees(latitude, longitude));
  return s2.cellid.toToken(s2.cellid.parent(leaf, Number(level)));
}

function cellOfToken(token: string): bigint | null {
  if (!/^[0-9a-f]{1,16}$/i.test(token)) return null;
  const id = BigInt(`0x${token.padEnd(16, '0')}`);
  return s2.cellid.valid(id) ? id : null;
}

function neighbors(token: string): string | null {
  const id = cellOfToken(token);
  if (id === null) return null;
  const around = s2.cellid
    .allNeighbors(id, s2.cellid.level(id))
    .map((neighbor) => s2.cellid.toToken(neighbor));
  return JSON.stringify(inHashOrder(around));
}

function centralPoint(token: string): string | null {
  const id = cellOfToken(token);
  return id === null ? null : printPoint(toCoordinates(vectorOf(s2.cellid.point(id))));
}

function polygonOf(token: string): string | null {
  const id = cellOfToken(token);
  if (id === null) return null;
  const cell = s2.Cell.fromCellID(id);
  const corners = [0, 1, 2, 3].map((corner) => toCoordinates(vectorOf(cell.vertex(corner))));
  return printPolygon([corners]);
}

function vectorOf({ x, y, z }: { x: number; y: number; z: number }): Vector {
  return [x, y, z];
}

function coveringFunction(read: (json: string) => Region | null): UdfFunction {
  return {
    takes: ['dynamic'],
    optional: [
      { type: 'int', otherwise: defaultLevel },
      { type: 'real', otherwise: '0' },
    ],
    gives: 'dynamic',
    run: (json: string, level: bigint, radiusMetres: number) => {
      const region = read(json);
      if (region === null || level < 0n || level > maxLevel || !(radiusMetres >= 0)) return null;
      const tokens = coveringTokens(region, Number(level), radiusMetres / earthRadiusMetres);
      return tokens === null ? null : JSON.stringify(tokens);
    },
  };
}

/** For lookups: a shape that is not valid has no cells, and so does one with a radius that is none. */
function mixedCoveringFunction(read: (json: string) => Region | null): UdfFunction {
  return {
    takes: ['dynamic', 'real'],
    gives: 'dynamic',
    run: (json: string, radiusMetres: number) => {
      const region = read(json);
      const cells =
        region === null || !(radiusMetres >= 0)
          ? []
          : mixedCovering(region, radiusMetres / earthRadiusMetres);
      return JSON.stringify(cells);
    },
  };
}

function lineRegion(json: string): Region | null {
  const lines = readLines(json);
  return lines === null ? null : { arcs: lines.flatMap(arcsOfLine), contains: () => false };
}

function polygonRegion(json: string): Region | null {
  const polygons = readPolygons(json);
  if (polygons === null) return null;
  return {
    arcs: polygons.flatMap(({ rings }) => rings.flatMap(arcsOfRing)),
    contains: (point) => polygons.some(({ plane }) => isInside(point, plane)),
  };
}
