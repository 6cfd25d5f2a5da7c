import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ChildService,
  type ChildServicePlan,
  findFreePort,
  startChildService,
} from './child-service.ts';

export type ProcessName = 'event-hubs' | 'kusto' | 'server' | 'ingestion' | 'simulate';

/** The whole of Tidewatch on free ports and in a temporary folder, as the production bundles run it. */
export class Stack implements AsyncDisposable {
  readonly url: string;
  readonly dataFolder: string;
  readonly eventHubsConnectionString: string;
  readonly kustoUrl: string;
  readonly #plans: Record<ProcessName, ChildServicePlan>;
  readonly #running = new Map<ProcessName, ChildService>();

  private constructor(settings: {
    url: string;
    dataFolder: string;
    eventHubsConnectionString: string;
    kustoUrl: string;
    plans: Record<ProcessName, ChildServicePlan>;
  }) {
    this.url = settings.url;
    this.dataFolder = settings.dataFolder;
    this.eventHubsConnectionString = settings.eventHubsConnectionString;
    this.kustoUrl = settings.kustoUrl;
    this.#plans = settings.plans;
  }

  /** Starts every process but those in `without`; `env` is added to the environment of all of them. */
  static async start({
    without = [],
    env = {},
  }: {
    without?: ProcessName[];
    env?: Record<string, string>;
  } = {}): Promise<Stack> {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'tidewatch-e2e-'));
    const [port, kustoPort, eventHubsPort] = [
      await findFreePort(),
      await findFreePort(),
      await findFreePort(),
    ];
    const stack = new Stack(planStack({ dataFolder, port, kustoPort, eventHubsPort, env }));
    try {
      const wanted = (name: ProcessName) => !without.includes(name);
      await Promise.all(
        (['event-hubs', 'kusto'] as const).filter(wanted).map((name) => stack.startProcess(name)),
      );
      for (const name of (['server', 'ingestion', 'simulate'] as const).filter(wanted))
        await stack.startProcess(name);
      return stack;
    } catch (error) {
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  async startProcess(name: ProcessName): Promise<void> {
    this.#running.set(name, await startChildService(this.#plans[name]));
  }

  /** SIGKILL, as a crash: nothing is flushed or said. */
  async kill(name: ProcessName): Promise<void> {
    await this.#running.get(name)?.signal('SIGKILL');
    this.#running.delete(name);
  }

  /** Process ids of what runs. */
  pids(): Map<ProcessName, number> {
    return new Map([...this.#running].map(([name, service]) => [name, service.pid]));
  }

  log(name: ProcessName): string {
    return this.#running.get(name)?.log() ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const service of [...this.#running.values()].reverse()) await service[Symbol.asyncDispose]();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}

function planStack(settings: {
  dataFolder: string;
  port: number;
  kustoPort: number;
  eventHubsPort: number;
  env: Record<string, string>;
}) {
  const { dataFolder, port, kustoPort, eventHubsPort } = settings;
  const url = `http://127.0.0.1:${port}`;
  const kustoUrl = `http://127.0.0.1:${kustoPort}`;
  const eventHubsConnectionString = `Endpoint=sb://127.0.0.1:${eventHubsPort};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
  const env = {
    NODE_ENV: 'production',
    UV_THREADPOOL_SIZE: '16',
    NEXT_TELEMETRY_DISABLED: '1',
    DATA_DIR: dataFolder,
    PORT: String(port),
    HOST: '127.0.0.1',
    SERVER_URL: url,
    CHANGE_NOTICE_TOKEN: 'token-of-the-browser-tests',
    KUSTO_CONNECTION_STRING: `Data Source=${kustoUrl}`,
    EVENT_HUBS_CONNECTION_STRING: eventHubsConnectionString,
    ...settings.env,
  };
  const plan = (name: ProcessName, ready: RegExp, args: string[] = []): ChildServicePlan => ({
    entry: `dist/${name}.js`,
    args,
    env,
    ready,
  });
  const plans: Record<ProcessName, ChildServicePlan> = {
    'event-hubs': plan('event-hubs', /^event-hubs ready /, [
      '--port',
      String(eventHubsPort),
      '--data',
      path.join(dataFolder, 'event-hubs'),
    ]),
    kusto: plan('kusto', /^kusto ready /, [
      '--port',
      String(kustoPort),
      '--data',
      path.join(dataFolder, 'kusto'),
    ]),
    server: plan('server', /^server ready /),
    ingestion: plan('ingestion', /^ingestion ready/),
    simulate: plan('simulate', /^simulate ready/),
  };
  return { url, dataFolder, eventHubsConnectionString, kustoUrl, plans };
}
