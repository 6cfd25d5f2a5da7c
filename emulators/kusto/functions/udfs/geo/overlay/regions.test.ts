import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UdfValue } from '../../../udfs.ts';
import { runFunction } from '../../test-run.ts';
import { geoFunctions } from '../registry.ts';

const run = (name: string, ...values: UdfValue[]): UdfValue => runFunction(geoFunctions, name, ...values);
const area = (shape: UdfValue): number => (shape === null ? 0 : Number(run('geo_polygon_area', shape) ?? 0));

/** A star around a place: its corners lie at growing angles, so it never crosses itself. */
const stars = fc
  .record({
    longitude: fc.double({ min: -1, max: 1, noNaN: true }),
    latitude: fc.double({ min: -1, max: 1, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.2, max: 2, noNaN: true }), { minLength: 3, maxLength: 12 }),
  })
  .map(({ longitude, latitude, radii }) => {
    const corners = radii.map((radius, index) => {
      const angle = (2 * Math.PI * index) / radii.length;
      return [longitude + radius * Math.cos(angle), latitude + radius * Math.sin(angle)];
    });
    return JSON.stringify({ type: 'Polygon', coordinates: [[...corners, corners[0]]] });
  });

function polygonsOf(shape: UdfValue): string {
  const parsed = JSON.parse(String(shape)) as { type: string; geometries?: { type: string }[] };
  const found = parsed.geometries?.find(({ type }) => type.endsWith('Polygon')) ?? parsed;
  return JSON.stringify(found);
}

it('divides two polygons into areas that add up', () => {
  fc.assert(
    fc.property(stars, stars, (first, second) => {
      const common = area(polygonsOf(run('geo_intersection_2polygons', first, second)));
      const whole = area(run('geo_union_polygons_array', `[${first},${second}]`));
      const sum = area(first) + area(second);
      expect(Math.abs(whole + common - sum) / sum).toBeLessThan(1e-9);
    }),
    { numRuns: 150 },
  );
});

it('surrounds a polygon with a buffer that holds it and keeps to the radius', () => {
  fc.assert(
    fc.property(stars, fc.double({ min: 1_000, max: 50_000, noNaN: true }), (star, radius) => {
      const buffer = String(run('geo_polygon_buffer', star, radius, radius / 100));
      expect(area(run('geo_union_polygons_array', `[${star},${buffer}]`)) / area(buffer)).toBeCloseTo(1, 9);
      const { coordinates } = JSON.parse(buffer) as { coordinates: [number, number][][] };
      for (const [longitude, latitude] of coordinates[0] ?? []) {
        const distance = Number(run('geo_distance_point_to_polygon', longitude, latitude, star));
        expect(Math.abs(distance - radius) / radius).toBeLessThan(0.011);
      }
    }),
    { numRuns: 40 },
  );
});
