import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { expect, test } from 'vitest';
import topologyJson from 'world-atlas/countries-110m.json';
import { chartTheme } from '../chart/chart-theme.ts';
import { frameOf } from '../frame/frame-fixture.ts';
import { project, unproject } from './equal-earth.ts';
import { cutRing, landOf } from './land.ts';
import { mapDataOption, pointSize, rampColor } from './map-option.ts';
import { mapPoints } from './map-points.ts';

const topology = topologyJson as unknown as Topology;

test('no ring of the land has an edge across the map', () => {
  const rings = landOf(topology).features.flatMap((one) => one.geometry.coordinates.flat());
  expect(rings.length).toBeGreaterThan(200);
  for (const ring of rings)
    ring.forEach(([longitude = 0, latitude = 0], index) => {
      const [next = 0, nextLatitude = 0] = ring[index + 1] ?? [longitude, latitude];
      const isAlongEdge = Math.abs(latitude) === 90 && Math.abs(nextLatitude) === 90;
      if (!isAlongEdge) expect(Math.abs(next - longitude)).toBeLessThan(120);
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
    });
});

test('the source does have such edges, so that the check above can fail', () => {
  const { features } = feature(topology, topology.objects.countries as GeometryCollection);
  expect(JSON.stringify(features)).toMatch(/-180,/);
});

test('a ring over the antimeridian becomes two', () => {
  const parts = cutRing([
    [170, 0],
    [-170, 0],
    [-170, 10],
    [170, 10],
    [170, 0],
  ]);
  expect(parts.length).toBe(2);
  expect(parts.map((ring) => [...new Set(ring.map(([longitude]) => longitude))].sort())).toEqual([
    [170, 180],
    [-170, -180],
  ]);
});

test.each([
  [0, 0],
  [139.7, 35.7],
  [-150.2, 61.2],
  [-179.5, -54],
])('%s, %s comes back from its projection', (longitude, latitude) => {
  const [x, y] = unproject(project([longitude, latitude]));
  expect(x).toBeCloseTo(longitude, 6);
  expect(y).toBeCloseTo(latitude, 6);
});

test('points are found by the named columns or by their usual names, the largest first', () => {
  const frame = frameOf({
    'Longitude:real': [10, 190, null],
    'Latitude:real': [1, 2, 3],
    'Magnitude:real': [2, 6, 9],
    'DepthKm:real': [10, 600, 5],
    'Place:string': ['a', '<b>', 'c'],
  });
  const points = mapPoints(frame, { map__sizeColumn: 'Magnitude' });
  expect([...(points?.points ?? [])]).toEqual([-170, 2, 6, 600, 1, 10, 1, 2, 10, 0]);
  expect(points?.columns.color?.name).toBe('DepthKm');
  if (!points) throw new Error('points');
  const [series] = mapDataOption(frame, points, {}, chartTheme('dark'), 'utc').series as {
    data: number[][];
  }[];
  expect(series?.data).toEqual([
    [-170, 2, 0],
    [10, 1, 1],
  ]);
});

test('a frame without coordinates has no points', () => {
  expect(mapPoints(frameOf({ 'A:real': [1] }), {})).toBeNull();
});

test('size and colour grow with their value and stand for a missing one', () => {
  expect(pointSize(8, [0, 8])).toBeGreaterThan(pointSize(4, [0, 8]));
  expect(pointSize(Number.NaN, [0, 8])).toBe(3);
  const theme = chartTheme('dark');
  expect(rampColor(theme, [0, 700], 0)).toBe('rgb(233,216,166)');
  expect(rampColor(theme, [0, 700], 700)).toBe('rgb(90,95,176)');
  expect(rampColor(theme, [0, 700], Number.NaN)).toBe(theme.quiet);
});
