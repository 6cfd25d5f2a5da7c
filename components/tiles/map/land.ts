import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** Longitude and latitude in degrees. */
type Position = number[];
type Ring = Position[];

/** As GeoJSON, RFC 7946 §3.1, has them. */
interface Polygon {
  type: 'Polygon';
  coordinates: Ring[];
}
interface MultiPolygon {
  type: 'MultiPolygon';
  coordinates: Ring[][];
}
interface Country {
  type: 'Feature';
  properties: { name: string };
  geometry: MultiPolygon;
}

/** ISO 3166-1 numeric; left out, as it takes a third of the map and nobody lives there. */
const antarctica = '010';

/** Countries of a world-atlas topology as GeoJSON whose rings are cut at the antimeridian. */
export function landOf(topology: Topology): { type: 'FeatureCollection'; features: Country[] } {
  const countries = topology.objects.countries as GeometryCollection | undefined;
  if (!countries) throw new Error('The topology has no countries.');
  const { features } = feature(topology, countries);
  return {
    type: 'FeatureCollection',
    features: features.flatMap((one, index) => {
      const { geometry } = one;
      if (one.id === antarctica) return [];
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
      return [
        {
          type: 'Feature' as const,
          properties: { name: String(index) },
          geometry: { type: 'MultiPolygon' as const, coordinates: cutPolygons(geometry) },
        },
      ];
    }),
  };
}

/** Holes are dropped where a ring is cut: at this scale none crosses the antimeridian. */
function cutPolygons(geometry: Polygon | MultiPolygon): Ring[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap((rings) => {
    const [outer, ...holes] = rings;
    if (!outer) return [];
    const cut = cutRing(outer);
    return cut.length === 1 && cut[0] ? [[cut[0], ...holes]] : cut.map((ring) => [ring]);
  });
}

/** The parts of a ring within -180..180 degrees of longitude. */
export function cutRing(ring: Ring): Ring[] {
  const unrolled = closeAroundPole(unroll(ring));
  const longitudes = unrolled.map(([longitude = 0]) => longitude);
  const first = Math.floor((Math.min(...longitudes) + 180) / 360);
  const last = Math.ceil((Math.max(...longitudes) + 180) / 360) - 1;
  if (first === 0 && last <= 0) return [unrolled];
  const parts: Ring[] = [];
  for (let turn = first; turn <= last; turn++) {
    const west = turn * 360 - 180;
    const clipped = clip(clip(unrolled, west, 1), west + 360, -1);
    if (clipped.length > 3)
      parts.push(clipped.map(([longitude = 0, latitude = 0]) => [longitude - turn * 360, latitude]));
  }
  return parts;
}

/** The ring with continuous longitudes: a step over the antimeridian goes on beyond ±180. */
function unroll(ring: Ring): Ring {
  let turns = 0;
  let previous = ring[0]?.[0] ?? 0;
  return ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - previous > 180) turns -= 360;
    if (longitude - previous < -180) turns += 360;
    previous = longitude;
    return [longitude + turns, latitude];
  });
}

/** A ring that goes once around the earth encloses a pole (Antarctica): it is led along that pole. */
function closeAroundPole(ring: Ring): Ring {
  const [start, end] = [ring[0], ring.at(-1)];
  if (!start || !end || Math.abs((end[0] ?? 0) - (start[0] ?? 0)) < 180) return ring;
  const pole = (start[1] ?? 0) < 0 ? -90 : 90;
  return [...ring, [end[0] ?? 0, pole], [start[0] ?? 0, pole], start];
}

/** The part of a ring on one side of a meridian (Sutherland–Hodgman): east of it with side 1, west with -1. */
function clip(ring: Ring, meridian: number, side: 1 | -1): Ring {
  const isInside = ([longitude = 0]: Position) => (longitude - meridian) * side >= 0;
  const clipped: Ring = [];
  ring.forEach((point, index) => {
    const before = ring[(index + ring.length - 1) % ring.length] ?? point;
    if (isInside(point) !== isInside(before)) clipped.push(crossing(before, point, meridian));
    if (isInside(point)) clipped.push(point);
  });
  const [start] = clipped;
  if (start) clipped.push(start);
  return clipped;
}

function crossing(from: Position, to: Position, meridian: number): Position {
  const [x0 = 0, y0 = 0] = from;
  const [x1 = 0, y1 = 0] = to;
  return [meridian, y0 + ((meridian - x0) / (x1 - x0)) * (y1 - y0)];
}
