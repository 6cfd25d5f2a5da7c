import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './project.js';
import { Refusal, say } from './say.js';

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const firstRestartMs = 500;
const longestRestartMs = 10_000;
/** A process that ran this long is taken to have started well: its next restart is quick again. */
const settledMs = 30_000;

/**
 * @typedef {object} ProcessPlan
 * @property {string} name for people and for the log file
 * @property {string[]} nodeArgs arguments of node: flags, script, the script's own arguments
 * @property {Record<string, string>} env
 * @property {RegExp} [ready] the process is up once a line of its standard output matches
 */

/**
 * Child processes of one command. Each one's output goes to <logs>/<name>.log; one that dies is started again with the
 * same arguments; stop() ends them in the reverse order of their start. Children end by themselves when this process
 * dies, through their IPC channel.
 */
export class Supervisor {
  /** @type {{ plan: ProcessPlan, child: import('node:child_process').ChildProcess, log: import('node:fs').WriteStream }[]} */
  #running = [];
  #stopping = false;
  /** @type {Set<NodeJS.Timeout>} */
  #restarts = new Set();
  #logs;

  /** @param {string} logs folder */
  constructor(logs) {
    this.#logs = logs;
  }

  /**
   * Starts a process and waits until it is ready.
   * @param {ProcessPlan} plan
   * @returns {Promise<string>} the line that said so; empty for a plan without `ready`
   */
  async start(plan) {
    await mkdir(this.#logs, { recursive: true });
    const file = path.join(this.#logs, `${plan.name}.log`);
    await rename(file, `${file}.1`).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    return await this.#launch(plan, createWriteStream(file, { flags: 'a' }), firstRestartMs);
  }

  /**
   * @param {ProcessPlan} plan
   * @param {import('node:fs').WriteStream} log
   * @param {number} restartMs
   */
  async #launch(plan, log, restartMs) {
    if (this.#stopping) throw new Refusal('Stopped before everything was up.');
    const startedMs = Date.now();
    const child = spawn(process.execPath, plan.nodeArgs, {
      cwd: projectFolder,
      env: { ...process.env, ...plan.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its own process group: ctrl-c reaches only this process, which then stops the children in order.
      detached: process.platform !== 'win32',
    });
    const entry = { plan, child, log };
    this.#running.push(entry);
    child.stderr?.pipe(log, { end: false });
    child.stdout?.pipe(log, { end: false });
    const outcome = await waitUntilReady(plan, child);
    if (outcome.state === 'ended') {
      this.#running = this.#running.filter((other) => other !== entry);
      throw new Refusal(`${plan.name} did not start: ${outcome.reason} (log: ${this.logOf(plan.name)})`);
    }
    child.once('exit', (code, signal) => this.#onExit(entry, { code, signal, startedMs, restartMs }));
    return outcome.line;
  }

  /**
   * @param {{ plan: ProcessPlan, child: import('node:child_process').ChildProcess, log: import('node:fs').WriteStream }} entry
   * @param {{ code: number | null, signal: string | null, startedMs: number, restartMs: number }} end
   */
  #onExit(entry, { code, signal, startedMs, restartMs }) {
    this.#running = this.#running.filter((other) => other !== entry);
    if (this.#stopping) return;
    const { name } = entry.plan;
    const delayMs = Date.now() - startedMs > settledMs ? firstRestartMs : restartMs;
    say(`${name} ended (${signal ?? `code ${code}`}); starting it again. Log: ${this.logOf(name)}`);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#launch(entry.plan, entry.log, Math.min(delayMs * 2, longestRestartMs)).catch((error) => {
        say(`${error.message}`);
        this.#onExit(entry, {
          code: 1,
          signal: null,
          startedMs: Date.now(),
          restartMs: Math.min(delayMs * 2, longestRestartMs),
        });
      });
    }, delayMs);
    this.#restarts.add(timer);
  }

  /** @param {string} name */
  logOf(name) {
    return path.relative(process.cwd(), path.join(this.#logs, `${name}.log`));
  }

  async stop() {
    this.#stopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const { child, log } of this.#running.slice().reverse()) {
      await stopChild(child);
      log.end();
    }
  }
}

/**
 * @param {ProcessPlan} plan
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ state: 'ready', line: string } | { state: 'ended', reason: string }>}
 */
async function waitUntilReady(plan, child) {
  const { ready } = plan;
  if (!ready) return { state: 'ready', line: '' };
  let output = '';
  let errors = '';
  return await new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish({ state: 'ended', reason: `it was not ready after ${readyTimeoutMs / 1000} s` });
    }, readyTimeoutMs);
    const onOutput = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => ready.test(text));
      if (line !== undefined) finish({ state: 'ready', line });
    };
    const onErrors = (/** @type {Buffer} */ chunk) => {
      errors = (errors + chunk.toString()).slice(-20_000);
    };
    const onClose = (/** @type {number | null} */ code) =>
      finish({ state: 'ended', reason: lastSentence(errors) ?? `it ended with code ${code}` });
    /** @param {{ state: 'ready', line: string } | { state: 'ended', reason: string }} outcome */
    const finish = (outcome) => {
      clearTimeout(timer);
      child.stdout?.off('data', onOutput);
      child.stderr?.off('data', onErrors);
      child.off('close', onClose);
      resolve(outcome);
    };
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onErrors);
    child.on('close', onClose);
  });
}

/**
 * What a process said for people before it ended: its last line that is not a JSON log line.
 * @param {string} errors
 */
function lastSentence(errors) {
  return errors
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('{') && !/^\s+at /.test(line))
    .at(-1);
}

/** @param {import('node:child_process').ChildProcess} child */
async function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

/**
 * Resolves on ctrl-c, SIGTERM or the closing of the terminal.
 * @returns {Promise<null>}
 */
export function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(null));
  });
}
