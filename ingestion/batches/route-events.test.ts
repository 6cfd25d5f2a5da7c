import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../sources/source.ts';
import type { IngestTarget } from './ingest-batch.ts';
import { type Routes, routeEvents } from './route-events.ts';

const origin = { source: 'sensors', partition: '2' };

const target: IngestTarget = {
  database: 'Tidewatch',
  table: 'Readings',
  mapping: 'ReadingsJson',
  columns: [
    { name: 'Timestamp', type: 'datetime' },
    { name: 'Sensor', type: 'string' },
    { name: 'Count', type: 'long' },
    { name: 'SourcePartition', type: 'string' },
    { name: 'SourceSequence', type: 'long' },
  ],
  properties: new Map([
    ['Timestamp', 'at'],
    ['Sensor', 'sensor'],
    ['Count', 'count'],
    ['SourcePartition', 'SourcePartition'],
    ['SourceSequence', 'SourceSequence'],
  ]),
};
const other: IngestTarget = { ...target, table: 'Others' };
const routes: Routes = {
  database: 'Tidewatch',
  targets: new Map([
    ['Readings', target],
    ['Others', other],
  ]),
  tableOfHub: new Map([['sensors', 'Readings']]),
};

function event(body: unknown, properties: Record<string, unknown> = {}, sequenceNumber = 7): SourceEvent {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { body: bytes, offset: '70', sequenceNumber, enqueuedMs: 1_000, partitionKey: null, properties };
}

const good = { at: '2024-01-01T00:00:00Z', sensor: 's', count: 1 };

function reasonFor(
  body: unknown,
  properties: Record<string, unknown> = {},
  from = origin,
): string | undefined {
  return routeEvents([event(body, properties)], from, routes).deadLetters[0]?.reason;
}

describe('routing events', () => {
  it.each(['at', 'sensor', 'count'])('lets no depth of nesting in %s stop the partition', (property) => {
    const deep = `{"${property}":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { routed, deadLetters } = routeEvents([event(deep), event(good)], origin, routes);
    expect(deadLetters.map(({ reason }) => reason)).toEqual(['The body is nested deeper than 200 levels.']);
    expect(routed[0]?.rows).toHaveLength(1);
  });

  it('does not take brackets in texts for nesting', () => {
    expect(reasonFor({ ...good, sensor: `\\"${'[{'.repeat(1_000)}` })).toBeUndefined();
  });

  it('puts the position of the event in front of its body', () => {
    const { routed, deadLetters } = routeEvents([event(good)], origin, routes);
    expect(deadLetters).toEqual([]);
    expect(routed[0]?.target).toBe(target);
    expect(routed[0]?.rows[0]?.line).toBe(
      '{"SourcePartition":"sensors/2","SourceSequence":7,"at":"2024-01-01T00:00:00Z","sensor":"s","count":1}',
    );
  });

  it('follows the property Table before the table of the hub', () => {
    const { routed } = routeEvents([event(good, { Table: 'Others' }), event(good)], origin, routes);
    expect(routed.map(({ target: { table } }) => table)).toEqual(['Others', 'Readings']);
  });

  it('keeps every digit of a number', () => {
    const body = '{"at":"2024-01-01","count":9007199254740993}';
    const { routed } = routeEvents([event(body)], origin, routes);
    expect(routed[0]?.rows[0]?.line).toContain('"count":9007199254740993}');
  });

  it('makes one line of an indented body', () => {
    const { routed } = routeEvents([event(`\n${JSON.stringify(good, null, 2)}\r\n`)], origin, routes);
    const line = routed[0]?.rows[0]?.line ?? '';
    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toEqual({ ...good, SourcePartition: 'sensors/2', SourceSequence: 7 });
  });

  it.each([
    ['not JSON', '{"at":', {}, /^The body is not JSON: /],
    ['empty', '', {}, /^The body is not JSON: /],
    ['an array', [good], {}, /not a JSON object/],
    ['a number', 5, {}, /not a JSON object/],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, /not text in UTF-8/],
    ['without event time', { sensor: 's' }, {}, /^'at' is missing/],
    ['with a null event time', { at: null }, {}, /^'at' is missing/],
    ['of a wrong type', { ...good, count: 'many' }, {}, /^'count' is not of type long: "many"/],
    ['with our own column', { ...good, SourceSequence: 1 }, {}, /'SourceSequence' is reserved/],
    ['for an unknown table', good, { Table: 'Secrets' }, /may not go to a table 'Secrets'/],
    ['for a table that is no name', good, { Table: 5 }, /'Table' is not a string/],
    ['for another database', good, { Database: 'Other' }, /another database than Tidewatch/],
    ['in another format', good, { Format: 'csv' }, /format 'csv' is not supported/],
    ['for another mapping', good, { IngestionMappingReference: 'm' }, /has no mapping 'm'/],
    ['compressed', good, { Compression: 'gzip' }, /compression 'gzip' is not supported/],
    ['too large', { ...good, sensor: 'x'.repeat(4 * 2 ** 20) }, {}, /larger than the 4 MiB/],
  ] as const)('sets an event aside that is %s', (_case, body, properties, reason) => {
    expect(reasonFor(body, properties)).toMatch(reason);
  });

  it('sets an event aside that names no table in a hub without one', () => {
    expect(reasonFor(good, {}, { source: 'telemetry', partition: '0' })).toMatch(/no property 'Table'/);
  });

  it('accepts the properties of a data connection that ask for what is done anyway', () => {
    const properties = {
      Database: 'Tidewatch',
      Format: 'JSON',
      Compression: 'None',
      IngestionMappingReference: 'ReadingsJson',
    };
    expect(reasonFor(good, properties)).toBeUndefined();
  });

  it('neither loses nor repeats nor reorders an event, whatever its body', () => {
    const bodies = fc.oneof(
      fc.json(),
      fc.string(),
      fc.uint8Array(),
      fc.record({ at: fc.constant('2024-01-01'), sensor: fc.string(), count: fc.maxSafeInteger() }),
    );
    const tables = fc.constantFrom('Readings', 'Others', 'Nowhere', undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(bodies, tables)), (inputs) => {
        const events = inputs.map(([body, table], index) =>
          event(body, table === undefined ? {} : { Table: table }, index),
        );
        const { routed, deadLetters } = routeEvents(events, origin, routes);
        const numbers = routed.map(({ rows }) => rows.map((row) => row.event.sequenceNumber));
        for (const ofTable of numbers) expect(ofTable).toEqual(ofTable.toSorted((a, b) => a - b));
        const all = [...numbers.flat(), ...deadLetters.map((letter) => letter.event.sequenceNumber)];
        expect(all.toSorted((a, b) => a - b)).toEqual(events.map(({ sequenceNumber }) => sequenceNumber));
        for (const { rows } of routed)
          for (const {
            line,
            event: { sequenceNumber },
          } of rows)
            expect(JSON.parse(line)).toMatchObject({ SourceSequence: sequenceNumber });
      }),
    );
  });
});
