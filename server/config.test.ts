import { expect, test } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { readConfig } from './config.ts';

test('everything that a laptop needs has a default', () => {
  expect(readConfig({})).toMatchObject({
    mode: 'production',
    host: '127.0.0.1',
    port: 3_000,
    kusto: { database: 'Tidewatch' },
    changeNoticeToken: null,
    alerts: { webhook: null },
  });
});

test('every wrong variable is named', () => {
  expect(() => readConfig({ PORT: 'x', CHANGE_NOTICE_TOKEN: 'short', PUBLIC_URL: 'nope' })).toThrow(
    /PORT: .*\n.*CHANGE_NOTICE_TOKEN: .*\n.*PUBLIC_URL: /,
  );
});

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is loopback', (HOST) => {
  expect(readConfig({ HOST }).host).toBe(HOST);
});

test.each(['0.0.0.0', '::', '10.0.0.5', 'example.com', '127.0.0.1.example.com'])(
  '%s is refused without sign-in',
  (HOST) => {
    expect(() => readConfig({ HOST })).toThrow(StartError);
  },
);
