import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arcsOfLine, distanceToArc } from '../arcs.ts';
import { angleBetween, earthRadiusMetres, toVector, type Vector } from '../sphere.ts';
import { simplifiedLine, simplifiedPolygons } from './shapes.ts';

const metres = (value: number) => value / earthRadiusMetres;

/** A line to the east with corners 20 to 60 metres apart and up to 30 metres aside. */
const roads = fc
  .array(
    fc.record({
      ahead: fc.double({ min: 20, max: 60, noNaN: true }),
      aside: fc.double({ min: -30, max: 30, noNaN: true }),
    }),
    {
      minLength: 2,
      maxLength: 30,
    },
  )
  .map((steps) => {
    let east = 0;
    return steps.map(({ ahead, aside }): Vector => {
      east += ahead;
      return toVector(8 + east / 70_000, 51 + aside / 111_000);
    });
  });

it('keeps lines within the tolerance, with corners of the line that are farther apart than it', () => {
  fc.assert(
    fc.property(roads, fc.double({ min: 1, max: 80, noNaN: true }), (road, tolerance) => {
      const radius = metres(tolerance);
      let line: Vector[] | null;
      try {
        line = simplifiedLine(road, radius);
      } catch (error) {
        expect(String(error)).toContain('not supported');
        return;
      }
      if (line === null) {
        for (const corner of road)
          expect(angleBetween(corner, road[0] ?? corner)).toBeLessThanOrEqual(2 * radius);
        return;
      }
      const arcs = arcsOfLine(line);
      for (const corner of line) expect(road.map(String)).toContain(String(corner));
      for (const { from, to } of arcs) expect(angleBetween(from, to)).toBeGreaterThan(radius * 0.999);
      for (const corner of road)
        expect(Math.min(...arcs.map((arc) => distanceToArc(corner, arc)))).toBeLessThanOrEqual(radius * 1.11);
    }),
    { numRuns: 200 },
  );
});

it('leaves a shape as it is whose corners and edges are far enough apart', () => {
  const square = [toVector(0, 0), toVector(1, 0), toVector(1, 1), toVector(0, 1)];
  expect(simplifiedPolygons([[square]], metres(10))).toEqual([[square]]);
});

it('gives nothing for a polygon smaller than the tolerance', () => {
  expect(
    simplifiedPolygons([[[toVector(0, 0), toVector(0.001, 0), toVector(0, 0.001)]]], metres(1_000)),
  ).toEqual([]);
});
