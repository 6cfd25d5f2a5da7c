import {
  cellToBoundary,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  getResolution,
  gridDisk,
  gridDiskDistances,
  isValidCell,
  latLngToCell,
} from 'h3-js';
import type { UdfFunction } from '../udf-function.ts';
import { printPoint, printPolygon } from './geo-json.ts';
import { polygonCells } from './h3-polygons.ts';
import { inHashOrder } from './hash-order.ts';
import { isCoordinate } from './sphere.ts';

const maxResolution = 15n;
const maxChildLevels = 5n;
const maxRing = 142n;
/** Stands for a level that a call leaves out. */
const nextLevel = '-100';

/** Functions of H3 cells (h3geo.org). A cell, coordinate or resolution that is not valid gives null, or '' for a string. */
export const h3Functions: Record<string, UdfFunction> = {
  geo_point_to_h3cell: {
    takes: ['real', 'real'],
    optional: [{ type: 'int', otherwise: '6' }],
    gives: 'string',
    seesNulls: true,
    run: cellOfPoint,
  },
  geo_h3cell_level: { takes: ['string'], gives: 'int', run: (cell: string) => levelOf(cell) },
  geo_h3cell_parent: {
    takes: ['string'],
    optional: [{ type: 'int', otherwise: nextLevel }],
    gives: 'string',
    seesNulls: true,
    run: parent,
  },
  geo_h3cell_children: {
    takes: ['string'],
    optional: [{ type: 'int', otherwise: nextLevel }],
    gives: 'dynamic',
    run: children,
  },
  geo_h3cell_neighbors: { takes: ['string'], gives: 'dynamic', run: neighbors },
  geo_h3cell_rings: { takes: ['string', 'int'], gives: 'dynamic', run: rings },
  geo_h3cell_to_central_point: { takes: ['string'], gives: 'dynamic', run: centralPoint },
  geo_polygon_to_h3cells: {
    takes: ['dynamic'],
    optional: [
      { type: 'int', otherwise: '6' },
      { type: 'real', otherwise: '0' },
    ],
    gives: 'dynamic',
    run: polygonCells,
  },
  geo_h3cell_to_polygon: { takes: ['string'], gives: 'dynamic', run: polygonOf },
};

function cellOfPoint(longitude: number | null, latitude: number | null, level: bigint | null): string {
  if (longitude === null || latitude === null || level === null) return '';
  if (!isCoordinate(longitude, latitude) || level < 0n || level > maxResolution) return '';
  return latLngToCell(latitude, longitude, Number(level));
}

function levelOf(cell: string): bigint | null {
  return isValidCell(cell) ? BigInt(getResolution(cell)) : null;
}

function parent(cell: string | null, level: bigint | null): string {
  const own = cell === null ? null : levelOf(cell);
  if (cell === null || own === null || level === null) return '';
  const wanted = level === BigInt(nextLevel) ? own - 1n : level;
  return wanted < 0n || wanted > own ? '' : cellToParent(cell, Number(wanted));
}

function children(cell: string, level: bigint): string | null {
  const own = levelOf(cell);
  if (own === null) return null;
  const wanted = level === BigInt(nextLevel) ? own + 1n : level;
  if (wanted < own || wanted > maxResolution || wanted - own > maxChildLevels) return null;
  return JSON.stringify(cellToChildren(cell, Number(wanted)));
}

function neighbors(cell: string): string | null {
  if (!isValidCell(cell)) return null;
  const around = inHashOrder(gridDisk(cell, 1), 7);
  return JSON.stringify(around.filter((other) => other !== cell));
}

function rings(cell: string, distance: bigint): string | null {
  if (!isValidCell(cell) || distance < 0n || distance > maxRing) return null;
  return JSON.stringify(gridDiskDistances(cell, Number(distance)));
}

function centralPoint(cell: string): string | null {
  if (!isValidCell(cell)) return null;
  const [latitude, longitude] = cellToLatLng(cell);
  return printPoint([longitude, latitude]);
}

function polygonOf(cell: string): string | null {
  if (!isValidCell(cell)) return null;
  const corners = cellToBoundary(cell).map(([latitude, longitude]): [number, number] => [
    longitude,
    latitude,
  ]);
  return printPolygon([corners]);
}
