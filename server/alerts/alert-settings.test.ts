import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertEnvironment, readAlertSettings } from './alert-settings.ts';
import { testSecret } from './test-receiver.ts';

const schema = z.object(alertEnvironment);
const wrongNames = (environment: Record<string, string>) =>
  schema.safeParse(environment).error?.issues.map(({ path }) => path[0]);

test('without a webhook alerts show in the app only', () => {
  const environment = schema.parse({ ALERT_WEBHOOK_URL: '' });
  expect(readAlertSettings(environment)).toEqual({ ok: true, settings: { webhook: null, allowedHosts: [] } });
});

test('a webhook needs a secret', () => {
  const environment = schema.parse({ ALERT_WEBHOOK_URL: 'https://example.com/hook' });
  expect(readAlertSettings(environment)).toMatchObject({ ok: false, variable: 'ALERT_WEBHOOK_SECRET' });
});

test('a webhook, its secret and allowed hosts are read', () => {
  const environment = schema.parse({
    ALERT_WEBHOOK_URL: 'http://127.0.0.1:9000/hook',
    ALERT_WEBHOOK_SECRET: testSecret,
    ALERT_ALLOWED_HOSTS: ' 127.0.0.1:9000, Receiver.corp ,[::1]:80',
  });
  expect(readAlertSettings(environment)).toEqual({
    ok: true,
    settings: {
      webhook: { url: 'http://127.0.0.1:9000/hook', secret: testSecret },
      allowedHosts: ['127.0.0.1:9000', 'receiver.corp', '[::1]:80'],
    },
  });
});

test('every wrong variable is named', () => {
  expect(
    wrongNames({
      ALERT_WEBHOOK_URL: 'ftp://example.com',
      ALERT_WEBHOOK_SECRET: 'short',
      ALERT_ALLOWED_HOSTS: 'http://127.0.0.1',
    }),
  ).toEqual(['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET', 'ALERT_ALLOWED_HOSTS']);
});
