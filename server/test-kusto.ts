import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ChildService, findFreePort, startChildService } from '#shared/node/child-service.ts';

/** The Kusto emulator as a process of its own, for tests: it can be killed and started again on its port and data. */
export class TestKusto implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #dataFolder: string;
  #process: ChildService | null = null;

  private constructor(port: number, dataFolder: string) {
    this.#port = port;
    this.#dataFolder = dataFolder;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<TestKusto> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-kusto-'));
    const kusto = new TestKusto(await findFreePort(), folder);
    await kusto.restart();
    return kusto;
  }

  async restart(): Promise<void> {
    this.#process = await startChildService({
      entry: 'emulators/kusto/main.ts',
      args: ['--port', String(this.#port), '--data', this.#dataFolder],
      ready: /^kusto ready /,
    });
  }

  async signal(name: NodeJS.Signals): Promise<void> {
    await this.#process?.signal(name);
  }

  /** Runs a management command and throws with the answer when it is refused. */
  async command(database: string, text: string): Promise<void> {
    const response = await fetch(`${this.url}/v1/rest/mgmt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ db: database, csl: text }),
    });
    if (!response.ok) throw new Error(`${text} was refused: ${await response.text()}`);
    await response.arrayBuffer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    await rm(this.#dataFolder, { recursive: true, force: true });
  }
}
