import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { readConfig } from './config.ts';
import { defaultHubs } from './hub-config.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the configuration of the broker', () => {
  it('has a default for everything', async () => {
    vi.stubEnv('DATA_DIR', '');
    vi.stubEnv('LOG_LEVEL', '');
    expect(await readConfig([])).toEqual({
      port: 5672,
      dataFolder: path.resolve('.data/event-hubs'),
      hubs: defaultHubs,
      logLevel: 'info',
    });
  });

  it('comes from the command line and the environment', async () => {
    vi.stubEnv('DATA_DIR', '/var/tidewatch');
    vi.stubEnv('LOG_LEVEL', 'debug');
    expect(await readConfig(['--port', '0'])).toMatchObject({
      port: 0,
      dataFolder: path.resolve('/var/tidewatch/event-hubs'),
      logLevel: 'debug',
    });
    expect((await readConfig(['--data', '/data'])).dataFolder).toBe(path.resolve('/data'));
  });

  it.each([
    ['an unknown option', ['--prot', '1'], /^Unknown option '--prot'/],
    ['a port that is none', ['--port', '70000'], /^The option port is wrong: /],
    ['a missing file', ['--config', '/nowhere.json'], /^The configuration \/nowhere\.json cannot be read: /],
  ])('is refused in one sentence with %s', async (_, argv, message) => {
    const reading = readConfig(argv);
    await expect(reading).rejects.toThrow(StartError);
    await expect(reading).rejects.toThrow(message);
  });
});
