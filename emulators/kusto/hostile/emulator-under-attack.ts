import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildService, startChildService } from '#shared/node/child-service.ts';

export interface Answer {
  status: number;
  text: string;
  elapsedMs: number;
}

const numberOfRows = 200_000;
const setUp = [
  `.set-or-replace Numbers <| range i from 1 to ${numberOfRows} step 1 | extend g = i % 1000, s = tostring(i)`,
  '.set-or-replace Texts <| range i from 1 to 2000 step 1 | project line = strcat(strrep("a", 500), " id=", i, " b")',
  '.create-or-alter function with (skipvalidation=true) Endless() { Endless() }',
  '.create-or-alter function with (skipvalidation=true) EndlessTwice() { union (EndlessTwice()), (EndlessTwice()) }',
  '.create-or-alter function with (skipvalidation=true) EndlessScalar(x:long) { EndlessScalar(x + 1) }',
  '.create-or-alter function with (skipvalidation=true) Ping(x:long) { Pong(x) }',
  '.create-or-alter function with (skipvalidation=true) Pong(x:long) { Ping(x) }',
];

/** The emulator as a process of its own, with a file it must not read and a server it must not ask. */
export class EmulatorUnderAttack implements AsyncDisposable {
  readonly folder: string;
  readonly secret: string;
  readonly secretFile: string;
  readonly canaryUrl: string;
  readonly #emulator: ChildService;
  readonly #canary: Server;
  readonly #url: string;
  #canaryConnections = 0;

  private constructor(folder: string, emulator: ChildService, canary: Server) {
    this.folder = folder;
    this.secretFile = join(folder, 'secret.txt');
    this.secret = 'the-content-that-nobody-sees';
    this.#emulator = emulator;
    this.#canary = canary;
    this.#url = emulator.readyLine.replace('kusto ready ', '');
    this.canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
    canary.on('connection', () => {
      this.#canaryConnections += 1;
    });
  }

  static async start(environment: Record<string, string> = {}): Promise<EmulatorUnderAttack> {
    const folder = await mkdtemp(join(tmpdir(), 'kusto-hostile-'));
    const canary = createServer((_, response) => response.end('canary'));
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const emulator = await startChildService({
      entry: 'emulators/kusto/main.ts',
      args: ['--port', '0', '--data', join(folder, 'data')],
      env: { UV_THREADPOOL_SIZE: '8', LOG_LEVEL: 'error', ...environment },
      ready: /^kusto ready /,
    });
    const attacked = new EmulatorUnderAttack(folder, emulator, canary);
    await writeFile(attacked.secretFile, attacked.secret);
    for (const csl of setUp) {
      const { status, text } = await attacked.send('/v1/rest/mgmt', JSON.stringify({ csl }));
      if (status !== 200) throw new Error(`${csl}: ${text}`);
    }
    return attacked;
  }

  get pid(): number {
    return this.#emulator.pid;
  }

  get log(): string {
    return this.#emulator.log();
  }

  get canaryConnections(): number {
    return this.#canaryConnections;
  }

  async send(
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<Answer> {
    const start = performance.now();
    const payload = typeof body === 'string' ? body : new Uint8Array(body);
    const request = { method: 'POST', body: payload, headers, signal };
    const response = await fetch(this.#url + path, request).catch((error: unknown) => {
      throw new Error(`The emulator does not answer:\n${this.log.slice(-4000)}`, { cause: error });
    });
    const text = await response.text();
    return { status: response.status, text, elapsedMs: performance.now() - start };
  }

  /** Runs a query with a time limit; placeholders in it become the file and the server that are out of bounds. */
  async query(
    kql: string,
    timeoutMs: number,
    clientRequestId = 'hostile',
    signal: AbortSignal | null = null,
  ): Promise<Answer> {
    const csl = kql.replaceAll('$SECRET_FILE', this.secretFile).replaceAll('$CANARY_URL', this.canaryUrl);
    const time = new Date(timeoutMs).toISOString().slice(11, 23);
    const properties = { Options: { servertimeout: time } };
    const headers = { 'x-ms-client-request-id': clientRequestId };
    const body = JSON.stringify({ db: 'NetDefaultDB', csl, properties });
    return await this.send('/v2/rest/query', body, headers, signal);
  }

  /** The largest resident memory that the process has had, in MB; undefined where the system does not tell. */
  async peakMemoryMb(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.#emulator.pid}/status`, 'utf8').catch(() => '');
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(status) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  /** Files that the process holds open and folders of its data; what is neither data, log nor program is listed. */
  async strayFiles(): Promise<string[]> {
    const written = await readdir(join(this.folder, 'data'));
    const stray = written.filter((name) => !/^kusto\.duckdb(\.wal)?$/.test(name));
    const descriptors = await readdir(`/proc/${this.#emulator.pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${this.#emulator.pid}/fd/${descriptor}`).catch(() => '');
      const isOurs = target.startsWith(this.folder) && !target.startsWith(join(this.folder, 'data'));
      if (isOurs || target.startsWith('/etc/')) stray.push(target);
    }
    return stray;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#emulator[Symbol.asyncDispose]();
    await new Promise<void>((resolve) => {
      this.#canary.close(() => resolve());
    });
    await rm(this.folder, { recursive: true, force: true });
  }
}
