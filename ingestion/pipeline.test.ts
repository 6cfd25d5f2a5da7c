import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startChildService } from '#shared/node/child-service.ts';
import { Pipeline } from './testing/pipeline.ts';

const soon = { timeout: 20_000, interval: 50 };

vi.setConfig({ testTimeout: 90_000 });

function reading(number: number): { body: object } {
  return {
    body: {
      Timestamp: new Date().toISOString(),
      SensorId: `s${number}`,
      TemperatureC: number,
      Simulated: true,
    },
  };
}

async function countOf(pipeline: Pipeline, table: string): Promise<unknown> {
  return (await pipeline.query(`${table} | count`))[0]?.[0];
}

describe('the way from event hub to table', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
  });
  afterAll(async () => {
    await pipeline?.[Symbol.asyncDispose]();
  });

  it('stores an event of any hub in its table, with the position that it came from', async () => {
    await pipeline.producer('sensors').sendBatch([reading(1)], { partitionId: '2' });
    const cpu = {
      Timestamp: new Date().toISOString(),
      Host: 'h',
      Core: 3,
      UserPercent: 1.5,
      SystemPercent: 0,
      TotalPercent: 1.5,
    };
    await pipeline
      .producer('telemetry')
      .sendBatch([{ body: cpu, properties: { Table: 'MachineCpu' } }], { partitionId: '1' });
    await expect
      .poll(
        async () =>
          await pipeline.query(
            'MachineCpu | project Host, Core, UserPercent, SourcePartition, SourceSequence',
          ),
        soon,
      )
      .toEqual([['h', 3, 1.5, 'telemetry/1', 0]]);
    await expect
      .poll(
        async () =>
          await pipeline.query(
            'SensorReadings | project SensorId, TemperatureC, SourcePartition, SourceSequence',
          ),
        soon,
      )
      .toEqual([['s1', 1, 'sensors/2', 0]]);
  });

  it('sets bad events aside with reason and position, and goes on', async () => {
    const bad = { ...reading(2).body, TemperatureC: 'warm' };
    await pipeline
      .producer('sensors')
      .sendBatch(
        [
          { body: Buffer.from('{"Timestamp":') },
          { body: bad },
          reading(3),
          { ...reading(4), properties: { Table: 'Nowhere' } },
        ],
        {
          partitionId: '2',
        },
      );
    await expect.poll(async () => await countOf(pipeline, 'IngestionDeadLetter'), soon).toBe(3);
    const letters = await pipeline.query(
      'IngestionDeadLetter | order by SequenceNumber asc | project Hub, Partition, SequenceNumber, Table, Reason, Body',
    );
    expect(letters).toEqual([
      ['sensors', '2', 1, 'SensorReadings', expect.stringContaining('The body is not JSON'), '{"Timestamp":'],
      [
        'sensors',
        '2',
        2,
        'SensorReadings',
        `'TemperatureC' is not of type real: "warm"`,
        JSON.stringify(bad),
      ],
      ['sensors', '2', 4, 'Nowhere', "Events may not go to a table 'Nowhere'.", expect.any(String)],
    ]);
    await expect
      .poll(async () => await pipeline.query("SensorReadings | where SensorId == 's3' | count"), soon)
      .toEqual([[1]]);
  });

  it('goes on after a restart without loss or repetition', async () => {
    const producer = pipeline.producer('sensors');
    await producer.sendBatch([reading(10), reading(11)], { partitionId: '0' });
    await expect
      .poll(
        async () => await pipeline.query("SensorReadings | where SourcePartition == 'sensors/0' | count"),
        soon,
      )
      .toEqual([[2]]);
    await pipeline.signal('ingestion', 'SIGTERM');
    await producer.sendBatch([reading(12), reading(13)], { partitionId: '0' });
    await pipeline.startProcess('ingestion');
    await expect
      .poll(
        async () =>
          await pipeline.query(
            "SensorReadings | where SourcePartition == 'sensors/0' | order by SourceSequence asc | project SensorId, SourceSequence",
          ),
        soon,
      )
      .toEqual([
        ['s10', 0],
        ['s11', 1],
        ['s12', 2],
        ['s13', 3],
      ]);
  });

  it('refuses to go on in a hub that was made anew', async () => {
    await pipeline.signal('ingestion', 'SIGTERM');
    await pipeline.signal('event-hubs', 'SIGTERM');
    await rm(path.join(pipeline.dataFolder, 'event-hubs'), { recursive: true });
    await pipeline.startProcess('event-hubs');
    await pipeline.startProcess('ingestion');
    await expect
      .poll(() => pipeline.log('ingestion'), soon)
      .toMatch(
        /Partition 0 of the hub sensors is not the one that was ingested before: the hub was created .* delete the folder .*sensors/,
      );
  });
});

describe('two workers', () => {
  it('share the partitions of a hub, and one takes over from the other', async () => {
    await using pipeline = await Pipeline.start({ env: { EVENT_HUB_NAME: 'sensors' } });
    const producer = pipeline.producer('sensors');
    let number = 0;
    const sendToAll = async () => {
      for (const partitionId of ['0', '1', '2', '3'])
        await producer.sendBatch([reading(number++)], { partitionId });
    };
    await sendToAll();
    await expect.poll(async () => await countOf(pipeline, 'SensorReadings'), soon).toBe(4);
    await using second = await startChildService({
      entry: pipeline.bundle('ingestion'),
      env: {
        DATA_DIR: pipeline.dataFolder,
        EVENT_HUB_NAME: 'sensors',
        EVENT_HUBS_CONNECTION_STRING: pipeline.eventHubs,
        KUSTO_CONNECTION_STRING: pipeline.kustoConnectionString,
      },
      ready: /^ingestion ready/,
    });
    await expect.poll(() => second.log(), soon).toContain('partition.assigned');
    await sendToAll();
    await pipeline.signal('ingestion', 'SIGKILL');
    await sendToAll();
    await expect
      .poll(async () => await pipeline.query('SensorReadings | distinct SensorId | count'), soon)
      .toEqual([[12]]);
    expect(await countOf(pipeline, 'SensorReadings')).toBe(12);
    const partitions = path.join(
      pipeline.dataFolder,
      'ingestion',
      '127.0.0.1',
      'sensors',
      'tidewatch-ingestion',
    );
    expect(await readdir(partitions)).toHaveLength(4);
  });
});
