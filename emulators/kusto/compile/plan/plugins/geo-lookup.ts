import { isTabular } from '../../parse/syntax-tree.ts';
import { convertTo } from '../convert.ts';
import {
  callOf,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
import { materialized } from '../materialized.ts';
import { projection } from '../operators/project.ts';
import { joinFound } from './join-found.ts';
import { lowerText } from './lower-text.ts';
import type { Plugin, PluginCall } from './plugin.ts';
import { PluginArguments } from './plugin-arguments.ts';
import { list } from './text-parts.ts';

/** How points are matched with shapes of a kind. */
interface ShapeKind {
  /** Function that covers a shape and what lies within a radius with S2 cells, each as `level/token`. */
  covering: string;
  /** Text of the condition that decides for the points in those cells. */
  matches(hasRadius: boolean): string;
}

const polygons: ShapeKind = {
  covering: 'geo_covering_of_polygon',
  matches: (hasRadius) =>
    hasRadius
      ? 'geo_distance_point_to_polygon(lng, lat, Shape) <= Radius'
      : 'geo_point_in_polygon(lng, lat, Shape)',
};

const lines: ShapeKind = {
  covering: 'geo_covering_of_line',
  matches: () => 'geo_distance_point_to_line(lng, lat, Shape) <= Radius',
};

const options = ['radius', 'return_unmatched', 'lookup_area_radius', 'return_lookup_key'];

/** `geo_polygon_lookup(Lookup, PolygonKey, Longitude, Latitude [, radius] [, return_unmatched] [, …])`. */
export const geoPolygonLookup: Plugin = { lower: (call) => lookup(call, polygons) };

/** `geo_line_lookup(Lookup, LineKey, Longitude, Latitude, Radius [, return_unmatched] [, …])`. */
export const geoLineLookup: Plugin = { lower: (call) => lookup(call, lines) };

function lookup(call: PluginCall, kind: ShapeKind): Plan {
  const given = new PluginArguments(call, options);
  const table = given.node(0);
  if (!isTabular(table)) throw given.error('the first argument must be a table');
  const right = call.lowering.table(table);
  const shape = call.lowering.over(right.columns).expression(given.node(1));
  if (shape.kind !== 'column' || shape.type !== 'dynamic')
    throw given.error('the lookup key is not a dynamic column');
  const radius = given.option(4, 'radius');
  if (radius === undefined && kind === lines) throw given.error('the radius is missing');
  const returnsShape = isSet(given, 7, 'return_lookup_key');
  const kept = right.columns.filter((column) => returnsShape || column.name !== shape.name);
  const found = matches(call, right, shape, kept.map(columnReference), kind, {
    radius: radius?.value === null ? undefined : radius,
    longitude: given.column(2),
    latitude: given.column(3),
  });
  return joinFound(call, found, {
    keys: [given.column(2), given.column(3)].map((key) => convertTo('real', key)),
    unmatched: isSet(given, 5, 'return_unmatched') ? 'kept' : 'left out',
    order: 'source first',
  });
}

function isSet(given: PluginArguments, index: number, name: string): boolean {
  const value = given.option(index, name)?.value ?? false;
  if (typeof value !== 'boolean') throw given.error(`${name} must be true or false`);
  return value;
}

interface Search {
  radius: Expression | undefined;
  longitude: Expression;
  latitude: Expression;
}

/** One row for each distinct point and row of the lookup that it matches: lng, lat, then the lookup's columns. */
function matches(
  call: PluginCall,
  right: Plan,
  shape: Expression,
  kept: Expression[],
  kind: ShapeKind,
  { radius, longitude, latitude }: Search,
): Plan {
  const columns = kept.map((_, index) => `c${index}`);
  const distance = convertTo('real', radius ?? literal('real', 0));
  const covering: Expression = callOf(kind.covering, 'dynamic', shape, distance);
  const shapes = projection(right, [
    named('Shape', shape),
    named('Covering', covering),
    ...kept.map((column, index) => named(`c${index}`, column)),
  ]);
  const points = projection(call.input, [
    named('lng', convertTo('real', longitude)),
    named('lat', convertTo('real', latitude)),
  ]);
  const cells = materialized(
    lowerText(
      `Shapes
     | mv-expand Cell = Covering to typeof(string)
     | project ${list('Level = toint(tostring(split(Cell, "/")[0]))', 'Cell', 'Shape', columns)}`,
      { tables: { Shapes: shapes } },
      call.lowering,
    ),
  );
  return lowerText(
    `Points
     | distinct lng, lat
     | where isnotnull(lng) and isnotnull(lat)
     | extend One = 1
     | join kind=inner (Cells | distinct Level | extend One = 1) on One
     | extend Cell = strcat(Level, '/', geo_point_to_s2cell(lng, lat, Level))
     | join kind=inner Cells on Cell
     | where ${kind.matches(radius !== undefined)}
     | project ${list('lng', 'lat', columns)}`,
    { tables: { Points: points, Cells: cells }, values: { Radius: distance } },
    call.lowering,
  );
}

function named(name: string, expression: Expression): NamedExpression {
  return { name, type: expression.type, expression };
}
