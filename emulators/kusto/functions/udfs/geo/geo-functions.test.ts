import { describe, expect, it } from 'vitest';
import type { UdfValue } from '../../udfs.ts';
import { runFunction } from '../test-run.ts';
import { geohashFunctions } from './geohash.ts';
import { intersectionFunctions } from './intersections.ts';
import { lineFunctions } from './lines.ts';
import { pointFunctions } from './points.ts';
import { polygonFunctions } from './polygons.ts';
import { wellKnownTextFunctions } from './well-known-text.ts';

const functions = {
  ...geohashFunctions,
  ...intersectionFunctions,
  ...lineFunctions,
  ...pointFunctions,
  ...polygonFunctions,
  ...wellKnownTextFunctions,
};

function run(name: string, ...values: UdfValue[]): UdfValue {
  return runFunction(functions, name, ...values);
}

function point(name: string, ...values: UdfValue[]): [number, number] {
  return (JSON.parse(String(run(name, ...values))) as { coordinates: [number, number] }).coordinates;
}

function shape(type: string, coordinates: unknown): string {
  return JSON.stringify({ type, coordinates });
}

const park = shape('Polygon', [
  [
    [-73.9495, 40.7969],
    [-73.95807266235352, 40.80068603561921],
    [-73.98201942443848, 40.76825672305777],
    [-73.97317886352539, 40.76455136505513],
    [-73.9495, 40.7969],
  ],
]);
const line = shape('LineString', [
  [-73.95796, 40.80042],
  [-73.97317, 40.764486],
]);
const degenerate = shape('Polygon', [
  [
    [0, 0],
    [10, 10],
    [10, 10],
    [0, 0],
  ],
]);

describe('points on the Earth', () => {
  it.each([
    ['geo_azimuth', [5, 10, 10, -40], 3.054599397964492],
    ['geo_angle', [0, 10, 0, 5, 3, -10], 2.9449384340688165],
    ['geo_line_length', [line], 4196.8],
    ['geo_distance_point_to_polygon', [-73.9839, 40.7705, park], 259.9407560705964],
    ['geo_line_locate_point', [line, -73.965, 40.792, false], 0.2556013510030755],
    ['geo_polygon_area', [park], 3475207.28346606],
    ['geo_polygon_perimeter', [park], 9930.301496049382],
  ])('%s(%j) is %d', (name, values, expected) => {
    expect(Math.abs(Number(run(name, ...values)) / expected - 1)).toBeLessThan(
      name === 'geo_line_length' ? 1e-3 : 1e-9,
    );
  });

  it('has no value for coordinates out of range or directions that are none', () => {
    expect(run('geo_azimuth', 5, 10, 5, 10)).toBeNull();
    expect(run('geo_polygon_area', degenerate)).toBeNull();
    expect(run('geo_line_length', shape('LineString', [[1, 1]]))).toBeNull();
  });

  it('tells inside from outside', () => {
    expect(run('geo_point_in_polygon', -73.9645, 40.7825, park)).toBe(true);
    expect(run('geo_point_in_polygon', -73.9839, 40.7705, park)).toBe(false);
    expect(run('geo_point_in_polygon', 106.03, -40.78, park)).toBe(false);
    const square = (size: number): number[][] => [
      [-size, -size],
      [size, -size],
      [size, size],
      [-size, size],
      [-size, -size],
    ];
    const ring = shape('Polygon', [square(2), square(1)]);
    expect(run('geo_point_in_polygon', 0, 0, ring)).toBe(false);
    expect(run('geo_point_in_polygon', 1.5, 0, ring)).toBe(true);
    const bowTie = shape('Polygon', [
      [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ],
    ]);
    expect(run('geo_point_in_polygon', 0.5, 1, bowTie)).toBeNull();
  });

  it('finds points on shapes', () => {
    const near = (expected: number[]) => expected.map((value) => expect.closeTo(value, 9));
    expect(point('geo_line_interpolate_point', line, 0.25)).toEqual(
      near([-73.96176404321828, 40.79143668725723]),
    );
    expect(point('geo_line_centroid', line)).toEqual(near([-73.96556705723094, 40.782453249627416]));
    expect(point('geo_polygon_centroid', park)).toEqual(near([-73.96573568990762, 40.78255053805781]));
    expect(point('geo_closest_point_on_polygon', -73.9839, 40.7705, park)).toEqual(
      near([-73.98120558015391, 40.76935945284321]),
    );
    expect(
      point(
        'geo_closest_point_on_line',
        0,
        1,
        shape('LineString', [
          [-10, 0],
          [10, 0],
        ]),
      ),
    ).toEqual(near([0, 0]));
  });

  it('sees where lines cross', () => {
    const first = shape('LineString', [
      [-73.978929, 40.785155],
      [-73.980903, 40.782621],
    ]);
    expect(
      run(
        'geo_intersects_2lines',
        first,
        shape('LineString', [
          [-73.985195, 40.788275],
          [-73.974552, 40.779761],
        ]),
      ),
    ).toBe(true);
    expect(
      run(
        'geo_intersects_2lines',
        first,
        shape('LineString', [
          [0, 0],
          [1, 1],
        ]),
      ),
    ).toBe(false);
  });

  it('measures the union of polygons that overlap', () => {
    const square = (west: number): number[][][] => [
      [
        [west, 0],
        [west + 2, 0],
        [west + 2, 2],
        [west, 2],
        [west, 0],
      ],
    ];
    const one = Number(run('geo_polygon_area', shape('Polygon', square(0))));
    for (const [west, times] of [
      [1, 1.5],
      [2, 2],
      [3, 2],
    ] as const) {
      const area = run('geo_polygon_area', shape('MultiPolygon', [square(0), square(west)]));
      expect(Number(area) / one).toBeCloseTo(times, 3);
    }
  });
});

describe('geohashes and well-known text', () => {
  it('encodes and decodes geohashes', () => {
    expect(run('geo_point_to_geohash', -80.195829, 25.802215, 8n)).toBe('dhwfz15h');
    expect(run('geo_point_to_geohash', 200, 1, 8n)).toBeNull();
    expect(point('geo_geohash_to_central_point', 'sunny')).toEqual([42.47314453125, 23.70849609375]);
    expect(run('geo_geohash_to_central_point', 'a')).toBeNull();
    expect(run('geo_geohash_to_polygon', 'dr5ru')).toBe(
      '{"type":"Polygon","coordinates":[[[-74.00390625,40.7373046875],[-73.9599609375,40.7373046875],[-73.9599609375,40.78125],[-74.00390625,40.78125],[-74.00390625,40.7373046875]]]}',
    );
    expect(run('geo_geohash_neighbors', 'sunny')).toBe(
      '["sunnv","sunnt","sunnw","sunnx","sunpp","sunnz","sunpn","sunpj"]',
    );
  });

  it.each([
    ['POINT (1 2)', '{"type":"Point","coordinates":[1.0,2.0]}'],
    ['MULTIPOINT (1 1, (2 2.5))', '{"type":"MultiPoint","coordinates":[[1.0,1.0],[2.0,2.5]]}'],
    [
      'POLYGON ((0 0, 2 0, 2 2, 0 0))',
      '{"type":"Polygon","coordinates":[[[0.0,0.0],[2.0,0.0],[2.0,2.0],[0.0,0.0]]]}',
    ],
    [
      'GEOMETRYCOLLECTION (POINT (1 1),LINESTRING (2 2, 3 3))',
      '{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1.0,1.0]},{"type":"LineString","coordinates":[[2.0,2.0],[3.0,3.0]]}]}',
    ],
    ['LINESTRING', null],
    ['POINT (1)', null],
  ])('reads %s', (text, expected) => {
    expect(run('geo_from_wkt', text)).toBe(expected);
  });
});
