import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventHubProducerClient } from '@azure/event-hubs';
import { build } from 'esbuild';
import { type ChildService, findFreePort, startChildService } from '#shared/node/child-service.ts';
import { KustoConnection } from '../kusto/kusto-connection.ts';

export type ProcessName = 'event-hubs' | 'kusto' | 'ingestion';

const allProcesses: readonly ProcessName[] = ['event-hubs', 'kusto', 'ingestion'];

/** Both emulators and the worker as processes, in a temporary folder, for tests of the worker. */
export class Pipeline implements AsyncDisposable {
  readonly dataFolder: string;
  readonly eventHubs: string;
  readonly kustoConnectionString: string;
  readonly kusto: KustoConnection;
  readonly #bundles: string;
  readonly #ports: { eventHubs: number; kusto: number };
  readonly #env: Record<string, string>;
  readonly #running = new Map<ProcessName, ChildService>();
  readonly #producers: EventHubProducerClient[] = [];

  private constructor(
    bundles: string,
    dataFolder: string,
    ports: { eventHubs: number; kusto: number },
    env: Record<string, string>,
  ) {
    this.#bundles = bundles;
    this.dataFolder = dataFolder;
    this.#ports = ports;
    this.eventHubs = `Endpoint=sb://127.0.0.1:${ports.eventHubs};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
    this.kustoConnectionString = `Data Source=http://127.0.0.1:${ports.kusto}`;
    this.kusto = new KustoConnection({ connectionString: this.kustoConnectionString, timeoutMs: 5_000 });
    this.#env = {
      DATA_DIR: dataFolder,
      EVENT_HUBS_CONNECTION_STRING: this.eventHubs,
      KUSTO_CONNECTION_STRING: this.kustoConnectionString,
      CHANGE_NOTICE_TOKEN: '',
      ...env,
    };
  }

  static async start({
    processes = allProcesses,
    env = {},
  }: {
    processes?: readonly ProcessName[];
    env?: Record<string, string>;
  } = {}): Promise<Pipeline> {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'tidewatch-ingestion-'));
    const ports = { eventHubs: await findFreePort(), kusto: await findFreePort() };
    const pipeline = new Pipeline(await bundleProcesses(), dataFolder, ports, env);
    try {
      await Promise.all(processes.map(async (name) => await pipeline.startProcess(name)));
      return pipeline;
    } catch (error) {
      await pipeline[Symbol.asyncDispose]();
      throw error;
    }
  }

  async startProcess(name: ProcessName): Promise<void> {
    this.#running.set(name, await startChildService(this.#plan(name)));
  }

  /** SIGTERM or SIGKILL, until it has ended; SIGSTOP and SIGCONT. */
  async signal(name: ProcessName, signal: NodeJS.Signals): Promise<void> {
    await this.#running.get(name)?.signal(signal);
  }

  log(name: ProcessName): string {
    return this.#running.get(name)?.log() ?? '';
  }

  /** The file to run for one more process of a kind. */
  bundle(name: ProcessName): string {
    return path.join(this.#bundles, `${name}.js`);
  }

  /** Closed with the pipeline. */
  producer(hub: string): EventHubProducerClient {
    const retryOptions = { maxRetries: 0, timeoutInMs: 2_000 };
    const producer = new EventHubProducerClient(this.eventHubs, hub, { retryOptions });
    this.#producers.push(producer);
    return producer;
  }

  /** Rows of a query on the worker's database; empty while Kusto does not answer. */
  async query(text: string): Promise<unknown[][]> {
    return await this.kusto.query('Tidewatch', { text, parameters: {} }).catch(() => []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#producers.map(async (producer) => await producer.close().catch(() => {})));
    this.kusto[Symbol.dispose]();
    await Promise.all(
      [...this.#running.values()].map(async (service) => await service[Symbol.asyncDispose]()),
    );
    await rm(this.dataFolder, { recursive: true, force: true });
    await rm(this.#bundles, { recursive: true, force: true });
  }

  #plan(name: ProcessName) {
    const emulator = (port: number) => ['--port', String(port), '--data', path.join(this.dataFolder, name)];
    const args = {
      'event-hubs': emulator(this.#ports.eventHubs),
      kusto: emulator(this.#ports.kusto),
      ingestion: [],
    }[name];
    return { entry: this.bundle(name), args, env: this.#env, ready: new RegExp(`^${name} ready`) };
  }
}

/** A process that runs from its bundle starts in a third of the time; tests start many. */
async function bundleProcesses(): Promise<string> {
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp(path.resolve('.cache', 'test-processes-'));
  await build({
    entryPoints: {
      ingestion: 'ingestion/main.ts',
      kusto: 'emulators/kusto/main.ts',
      'event-hubs': 'emulators/event-hubs/main.ts',
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
  });
  return folder;
}
