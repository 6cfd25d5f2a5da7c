import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TestServer } from '../http/test-server.ts';

/** An emulator with a folder of external tables, and a file beside it that must never be read; for tests. */
export class TestTables implements AsyncDisposable {
  readonly base: string;
  readonly server: TestServer;
  #made = 0;

  private constructor(base: string, server: TestServer) {
    this.base = base;
    this.server = server;
  }

  static async start(): Promise<TestTables> {
    const base = await mkdtemp(join(tmpdir(), 'kusto-external-'));
    const data = join(base, 'data');
    await mkdir(data);
    await writeFile(join(base, 'secret.txt'), 'SECRET');
    return new TestTables(base, await TestServer.start({ externalTables: data }));
  }

  /** The folder of external tables. */
  get data(): string {
    return join(this.base, 'data');
  }

  async put(path: string, content: string | Uint8Array): Promise<void> {
    const file = join(this.data, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  /** Makes an external table and returns its name. */
  async create(schema: string, rest: string): Promise<string> {
    this.#made += 1;
    const name = `E${this.#made}`;
    await this.server.command(`.create external table ${name} ${schema} kind=storage ${rest}`);
    return name;
  }

  /** The rows of a new external table, or of a query that follows a pipe. */
  async rowsOf(schema: string, rest: string, query = ''): Promise<unknown[][]> {
    return await this.server.query(`external_table("${await this.create(schema, rest)}") ${query}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.base, { recursive: true, force: true });
  }
}
