import { describe, expect, it } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { readConfig } from './config.ts';

describe("the worker's settings", () => {
  it('mean the emulators when nothing is set', () => {
    const config = readConfig({ EVENT_HUBS_CONNECTION_STRING: '' });
    expect(config.eventHubs.connectionString).toContain('sb://127.0.0.1:5672;');
    expect(config.eventHubs.connectionString).toContain('UseDevelopmentEmulator=true');
    expect(config.eventHubs.hubs).toEqual(['telemetry', 'earthquakes', 'sensors']);
    expect(config.kusto).toMatchObject({
      connectionString: 'Data Source=http://127.0.0.1:8080',
      database: 'Tidewatch',
    });
    expect(config.notices).toBeNull();
  });

  it('name several hubs, and the tables of those whose events name none', () => {
    const { hubs, tableOfHub } = readConfig({
      EVENT_HUB_NAME: 'a, b,a',
      EVENT_HUB_TABLES: 'a=TableA',
    }).eventHubs;
    expect(hubs).toEqual(['a', 'b']);
    expect(tableOfHub).toEqual(new Map([['a', 'TableA']]));
  });

  it('are refused with the name of every wrong variable', () => {
    const read = () =>
      readConfig({
        EVENT_HUBS_CONNECTION_STRING: 'nonsense',
        EVENT_HUB_NAME: 'a,,b',
        EVENT_HUB_TABLES: 'a',
        SERVER_URL: 'ftp://x',
        CHANGE_NOTICE_TOKEN: 'short',
        CHECKPOINT_CONNECTION_STRING: 'x',
        INGESTION_LATENCY_MS: 'soon',
        LOG_LEVEL: 'loud',
      });
    expect(read).toThrow(StartError);
    for (const name of [
      'EVENT_HUBS_CONNECTION_STRING',
      'EVENT_HUB_NAME',
      'EVENT_HUB_TABLES',
      'SERVER_URL',
      'CHANGE_NOTICE_TOKEN',
      'CHECKPOINT_CONNECTION_STRING',
      'INGESTION_LATENCY_MS',
      'LOG_LEVEL',
    ])
      expect(read).toThrow(`  ${name}: `);
  });
});
