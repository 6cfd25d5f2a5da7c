import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface ChildServicePlan {
  /** File of the process, relative to the working directory: its source, or its bundle `dist/kusto.js`. */
  entry: string;
  args?: string[];
  env?: Record<string, string>;
  /** The process is up once a line of its standard output matches. */
  ready: RegExp;
  readyTimeoutMs?: number;
}

/** One of our processes, started by a test or a benchmark; disposing it stops it. */
export interface ChildService extends AsyncDisposable {
  readonly pid: number;
  /** The line of standard output that matched `ready`. */
  readonly readyLine: string;
  /** Sends a signal and, unless it is SIGSTOP or SIGCONT, waits until the process has ended. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** The newest 64 KiB of standard error: its log. */
  log(): string;
}

/** Starts a process; throws with its log when it ends or is silent for too long before it is ready. */
export async function startChildService(plan: ChildServicePlan): Promise<ChildService> {
  const loader = plan.entry.endsWith('.ts') ? ['--import', 'tsx'] : ['--enable-source-maps'];
  const child = spawn(process.execPath, [...loader, plan.entry, ...(plan.args ?? [])], {
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-65_536);
  });
  const readyLine = await waitForLine(child, plan).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${plan.entry} did not start:\n${log}`, { cause: error });
  });
  child.stdout?.resume();
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(name);
    if (name !== 'SIGSTOP' && name !== 'SIGCONT') await ended;
  };
  return {
    pid: child.pid ?? 0,
    readyLine,
    signal,
    log: () => log,
    [Symbol.asyncDispose]: () => stop(child, signal),
  };
}

async function waitForLine(
  child: ChildProcess,
  { ready, readyTimeoutMs = 60_000 }: ChildServicePlan,
): Promise<string> {
  let output = '';
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${readyTimeoutMs} ms`)), readyTimeoutMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.stdout?.removeListener('data', onData);
      act();
    };
    const onData = (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => ready.test(text));
      if (line !== undefined) settle(() => resolve(line));
    };
    child.stdout?.on('data', onData);
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`ended with code ${code}`))));
  });
}

async function stop(child: ChildProcess, signal: (name: NodeJS.Signals) => Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  // A stopped process takes no SIGTERM.
  child.kill('SIGCONT');
  await signal('SIGTERM');
  clearTimeout(timer);
}

/** A port of the loopback interface that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
