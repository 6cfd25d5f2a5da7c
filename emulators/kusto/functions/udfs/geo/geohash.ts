import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { type Position, printPoint, printPolygon } from './geo-json.ts';
import { inHashOrder } from './hash-order.ts';
import { isCoordinate } from './sphere.ts';

/** Geohashes of 1 to 18 letters. What is not one gives null. */
export const geohashFunctions: Record<string, UdfFunction> = {
  geo_point_to_geohash: {
    takes: ['real', 'real'],
    optional: [{ type: 'long', otherwise: '5' }],
    gives: 'string',
    run: (lng: number, lat: number, accuracy: bigint) =>
      isCoordinate(lng, lat) && accuracy >= 1n && accuracy <= 18n
        ? encodeGeohash(lng, lat, Number(accuracy))
        : null,
  },
  geo_geohash_to_central_point: { takes: ['string'], gives: 'dynamic', run: centralPoint },
  geo_geohash_to_polygon: { takes: ['string'], gives: 'dynamic', run: polygonOf },
  geo_geohash_neighbors: { takes: ['string'], gives: 'dynamic', run: neighbors },
};

const letters = '0123456789bcdefghjkmnpqrstuvwxyz';

interface Cell {
  west: number;
  east: number;
  south: number;
  north: number;
}

const world: Cell = { west: -180, east: 180, south: -90, north: 90 };

function encodeGeohash(longitude: number, latitude: number, length: number): string {
  const cell = { ...world };
  let text = '';
  for (let place = 0; place < length; place++) {
    let letter = 0;
    for (let bit = place * 5; bit < place * 5 + 5; bit++)
      letter = letter * 2 + (halve(cell, bit, longitude, latitude) ? 1 : 0);
    text += letters[letter];
  }
  return text;
}

/** Keeps the half that holds the point, and says whether it is the upper one. Even bits halve the longitude. */
function halve(cell: Cell, bit: number, longitude: number, latitude: number): boolean {
  const isLongitude = bit % 2 === 0;
  const middle = isLongitude ? (cell.west + cell.east) / 2 : (cell.south + cell.north) / 2;
  const isUpper = (isLongitude ? longitude : latitude) >= middle;
  if (isLongitude) cell[isUpper ? 'west' : 'east'] = middle;
  else cell[isUpper ? 'south' : 'north'] = middle;
  return isUpper;
}

function decodeGeohash(text: string): Cell | null {
  const digits = [...text].map((letter) => letters.indexOf(letter));
  if (digits.length === 0 || digits.length > 18 || digits.includes(-1)) return null;
  const cell = { ...world };
  for (const [place, digit] of digits.entries()) {
    for (let bit = 0; bit < 5; bit++) {
      const isUpper = ((digit >> (4 - bit)) & 1) === 1;
      halve(cell, place * 5 + bit, isUpper ? 180 : -180, isUpper ? 90 : -90);
    }
  }
  return cell;
}

function centralPoint(text: string): string | null {
  const cell = decodeGeohash(text);
  return cell === null ? null : printPoint([(cell.west + cell.east) / 2, (cell.south + cell.north) / 2]);
}

function polygonOf(text: string): string | null {
  const cell = decodeGeohash(text);
  if (cell === null) return null;
  const { west, east, south, north } = cell;
  const ring: Position[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
  return printPolygon([ring]);
}

/** Steps in cells to the east and north, clockwise. */
const steps = [
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
] as const;

function neighbors(text: string): string | null {
  const cell = decodeGeohash(text);
  if (cell === null) return null;
  const [width, height] = [cell.east - cell.west, cell.north - cell.south];
  const center = { lng: (cell.west + cell.east) / 2, lat: (cell.south + cell.north) / 2 };
  const found = steps.map(([east, north]) => {
    const latitude = center.lat + north * height;
    if (Math.abs(latitude) > 90)
      throw unsupported(`geo_geohash_neighbors() of '${text}', which touches a pole,`);
    const longitude = center.lng + east * width;
    return encodeGeohash(longitude - 360 * Math.round(longitude / 360), latitude, text.length);
  });
  return JSON.stringify(inHashOrder(found));
}
