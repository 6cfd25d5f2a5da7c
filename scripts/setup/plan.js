import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from './say.js';

const usage = 'Usage: npm start -- [--port N] [--data DIR] [--no-demo]';

/** What the emulators listen on when these ports are free: Microsoft's emulator of Kusto and the AMQP port. */
const usualPorts = { kusto: 8080, eventHubs: 5672 };

/**
 * @typedef {object} StackOptions
 * @property {number} port of the web app
 * @property {string} host
 * @property {string} dataFolder absolute
 * @property {boolean} demo start the sources of real data
 */

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {StackOptions}
 */
export function readOptions(args, env) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { port: { type: 'string' }, data: { type: 'string' }, 'no-demo': { type: 'boolean' } },
    }));
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
  const portText = values.port ?? env.PORT ?? '3000';
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(`'${portText}' is not a port: give a whole number from 1 to 65535.`);
  }
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    dataFolder: path.resolve(values.data ?? env.DATA_DIR ?? '.data'),
    demo: values['no-demo'] !== true,
  };
}

/** @param {string} folder */
export async function checkDataFolder(folder) {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Refusal(
      `The data folder ${folder} can't be written (${code}): choose another with --data DIR or DATA_DIR.`,
    );
  }
}

/**
 * As shared/node/make-folder.ts, which needs the installation: mkdir's own recursion never ends on /proc.
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function makeFolder(folder) {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

/**
 * @param {number} port
 * @param {string} host
 */
export async function checkPortIsFree(port, host) {
  const problem = await tryListen(port, host);
  if (problem === 'EADDRINUSE') {
    throw new Refusal(`Port ${port} is in use: stop what listens there, or choose another with --port N.`);
  }
  if (problem === 'EACCES')
    throw new Refusal(`Port ${port} may not be opened by this user: choose one above 1023.`);
  if (problem !== null) throw new Refusal(`${host}:${port} can't be opened (${problem}).`);
}

/**
 * The usual port when it is free, else any free one: a number, so that a restarted emulator is found where it was.
 * @param {number} usual
 * @returns {Promise<number>}
 */
async function freePort(usual) {
  if ((await tryListen(usual, '127.0.0.1')) === null) return usual;
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | null>} null when it could be opened, else the error's code
 */
async function tryListen(port, host) {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

/**
 * @typedef {object} Runner how a process is run: from its bundle, or from its sources with a watcher
 * @property {(name: keyof typeof import('./build.js').entryPoints, args: string[]) => string[]} nodeArgs
 * @property {'production' | 'development'} mode
 */

/**
 * Starts all processes of a laptop, in the order in which they need each other.
 * @param {{ options: StackOptions, supervisor: import('./supervisor.js').Supervisor, runner: Runner, env: NodeJS.ProcessEnv, progress: (text: string) => void }} context
 * @returns {Promise<{ url: string, kusto: string | null, eventHubs: string | null }>}
 */
export async function startStack({ options, supervisor, runner, env, progress }) {
  const { dataFolder, port, host, demo } = options;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  /** @type {Record<string, string>} */
  const shared = {
    NODE_ENV: runner.mode,
    NEXT_TELEMETRY_DISABLED: '1',
    DATA_DIR: dataFolder,
    PORT: String(port),
    HOST: host,
    SERVER_URL: env.SERVER_URL ?? url,
    CHANGE_NOTICE_TOKEN: env.CHANGE_NOTICE_TOKEN ?? randomBytes(24).toString('base64url'),
  };
  const [kusto, eventHubs] = await Promise.all([
    env.KUSTO_CONNECTION_STRING ? null : startKusto(),
    env.EVENT_HUBS_CONNECTION_STRING ? null : startEventHubs(),
  ]);
  if (kusto) shared.KUSTO_CONNECTION_STRING = `Data Source=${kusto}`;
  if (eventHubs) shared.EVENT_HUBS_CONNECTION_STRING = emulatorConnectionString(eventHubs);
  progress('Starting the server …');
  await supervisor.start({
    name: 'server',
    nodeArgs: runner.nodeArgs('server', []),
    env: shared,
    ready: /^server ready /,
  });
  progress('Starting the ingestion worker …');
  await supervisor.start({
    name: 'ingestion',
    nodeArgs: runner.nodeArgs('ingestion', []),
    env: shared,
    ready: /^ingestion ready/,
  });
  if (demo) {
    progress('Starting the sources of data …');
    await supervisor.start({ name: 'simulate', nodeArgs: runner.nodeArgs('simulate', []), env: shared });
  }
  return { url, kusto, eventHubs };

  async function startKusto() {
    progress('Starting the Kusto emulator …');
    const chosen = await freePort(usualPorts.kusto);
    const line = await supervisor.start({
      name: 'kusto',
      nodeArgs: runner.nodeArgs('kusto', [
        '--port',
        String(chosen),
        '--data',
        path.join(dataFolder, 'kusto'),
      ]),
      // Each running query takes a thread of libuv's pool, whose size is fixed before the process starts.
      env: { UV_THREADPOOL_SIZE: '16', ...shared },
      ready: /^kusto ready /,
    });
    return line.replace('kusto ready ', '').trim();
  }

  async function startEventHubs() {
    progress('Starting the Event Hubs emulator …');
    const chosen = await freePort(usualPorts.eventHubs);
    const line = await supervisor.start({
      name: 'event-hubs',
      nodeArgs: runner.nodeArgs('event-hubs', [
        '--port',
        String(chosen),
        '--data',
        path.join(dataFolder, 'event-hubs'),
      ]),
      env: shared,
      ready: /^event-hubs ready /,
    });
    return line.replace('event-hubs ready ', '').trim();
  }
}

/** @param {string} endpoint sb://host:port */
function emulatorConnectionString(endpoint) {
  return `Endpoint=${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
}
