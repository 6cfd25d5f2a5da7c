import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSchema } from './parse-schema.ts';
import { readSchema } from './read-schema.ts';

const table = '.create-merge table Trips (\n  At: datetime,\n  Km: real\n)';
const mapping = (columns: object) =>
  `.create-or-alter table Trips ingestion json mapping 'TripsJson'\n\`\`\`\n${JSON.stringify(columns)}\n\`\`\``;
const kilometres = [{ Column: 'Km', Properties: { Path: "$['km']" } }];

describe('a schema file', () => {
  it('is split into commands without comments, each with its line', () => {
    const { commands } = parseSchema(
      `// Trips\n${table}\n\n// why\n${mapping(kilometres)}\n.clear x\n`,
      'trips.kql',
    );
    expect(commands.map(({ line }) => line)).toEqual([2, 8, 12]);
    expect(commands[0]?.text).toBe(table);
    expect(commands[2]?.text).toBe('.clear x');
  });

  it('gives each table its columns and the properties that fill them', () => {
    expect(parseSchema(`${table}\n${mapping(kilometres)}`, 'trips.kql').tables).toEqual([
      {
        name: 'Trips',
        columns: [
          { name: 'At', type: 'datetime' },
          { name: 'Km', type: 'real' },
        ],
        mapping: { name: 'TripsJson', columns: [{ column: 'Km', property: 'km' }] },
      },
    ]);
  });

  it.each([
    ['a table without a mapping', table, 'trips.kql, line 1: Trips has no JSON ingestion mapping.'],
    [
      'an unknown type',
      table.replace('real', 'number'),
      "trips.kql, line 1: Km has the unknown type 'number'.",
    ],
    [
      'a mapping of a column that does not exist',
      `${table}\n${mapping([{ Column: 'Miles', Properties: { Path: '$.km' } }])}`,
      'trips.kql, line 1: TripsJson fills Miles, which Trips has not.',
    ],
    [
      'a path into a property',
      `${table}\n${mapping([{ Column: 'Km', Properties: { Path: '$.a.b' } }])}`,
      'is not the path of one property',
    ],
    [
      'a mapping that is not JSON',
      `${table}\n${mapping(kilometres).replace('}]', '}')}`,
      'trips.kql, line 5: the mapping is not JSON',
    ],
  ])('says where and what is wrong: %s', (_case, text, message) => {
    expect(() => parseSchema(text, 'trips.kql')).toThrow(message);
  });
});

describe('the schema that ships', () => {
  const schema = readSchema(path.resolve('kql/schema'));

  it('maps every column of every table from the property of its name', async () => {
    for (const { columns, mapping } of (await schema).tables) {
      expect(mapping.columns).toEqual(columns.map(({ name }) => ({ column: name, property: name })));
    }
  });

  it('gives every table an event time, a source position and streaming ingestion', async () => {
    const { tables, commands } = await schema;
    expect(tables.map(({ name }) => name).sort()).toEqual([
      'Earthquakes',
      'IngestionDeadLetter',
      'MachineCpu',
      'MachineDisk',
      'MachineMemory',
      'MachineNetwork',
      'MachineProcess',
      'SensorReadings',
    ]);
    for (const { name, columns } of tables) {
      expect(columns[0]).toEqual({ name: 'Timestamp', type: 'datetime' });
      if (name !== 'IngestionDeadLetter')
        expect(columns.slice(-2).map((column) => column.name)).toEqual(['SourcePartition', 'SourceSequence']);
      expect(commands.map(({ text }) => text)).toContain(
        `.alter table ${name} policy streamingingestion enable`,
      );
    }
  });
});
