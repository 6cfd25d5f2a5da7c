import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('everything has a default', () => {
  expect(readConfig([], {})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    dataFolder: '.data/kusto',
    concurrentQueries: 2,
  });
});

test('queries take what the thread pool leaves', () => {
  expect(readConfig([], { UV_THREADPOOL_SIZE: '16' }).concurrentQueries).toBe(14);
});

test('every wrong value is named', () => {
  const env = { KUSTO_EMULATOR_MEMORY_MB: 'much' };
  expect(() => readConfig(['--port', '99999'], env)).toThrow(/--port: .*KUSTO_EMULATOR_MEMORY_MB: /);
});

test('an option that is not there is named', () => {
  expect(() => readConfig(['--prot', '1'], {})).toThrow(/--prot/);
});

test('the folder of external tables is an option or a variable, and none by default', () => {
  const env = { KUSTO_EMULATOR_EXTERNAL_TABLES: 'variable' };
  expect(readConfig([], {}).externalTablesFolder).toBeUndefined();
  expect(readConfig([], env).externalTablesFolder).toBe('variable');
  expect(readConfig(['--external-tables', 'option'], env).externalTablesFolder).toBe('option');
});
