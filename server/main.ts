import { access, constants, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createLogger } from '#shared/node/logger.ts';
import { makeFolder } from '#shared/node/make-folder.ts';
import { runService, StartError } from '#shared/node/run-service.ts';
import { type Alerting, createAlerting } from './alerts/alerting.ts';
import { readConfig, type ServerConfig } from './config.ts';
import { startNextPages } from './http/next-pages.ts';
import { runWebServer } from './web-server.ts';

await runService(createLogger('server', 'info'), async (signal) => {
  const config = readConfig();
  await prepareDataFolder(config.dataFolder);
  await runWebServer(
    {
      config,
      version: await readVersion(),
      logger: createLogger('server', config.logLevel),
      startAlerting: () => startAlerting(config),
      startPages: (httpServer) =>
        startNextPages({ mode: config.mode, hostname: config.host, port: config.port, httpServer }),
      onReady: (url) => process.stdout.write(`server ready ${url}\n`),
    },
    signal,
  );
});

async function startAlerting(config: ServerConfig): Promise<Alerting> {
  return await createAlerting({
    dataFolder: config.dataFolder,
    rulesFolder: config.rulesFolder,
    eventHubs: config.eventHubs,
    settings: config.alerts,
    publicUrl: config.publicUrl?.href ?? localUrl(config),
    logger: createLogger('server:alerts', config.logLevel),
  });
}

async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new StartError(
      `The data folder ${folder} can't be written (${code}): choose another with DATA_DIR.`,
    );
  }
}

function localUrl({ host, port }: ServerConfig): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** All processes are started in the project's folder. */
async function readVersion(): Promise<string> {
  const text = await readFile('package.json', 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
