import type { Logger } from './logger.ts';

/** What a process runs: it owns and closes everything it started, and returns when `signal` is aborted. */
export type Service = (signal: AbortSignal) => Promise<void>;

/**
 * Runs `service` until SIGINT, SIGTERM or the end of the parent process (IPC disconnect), then lets it release what it
 * holds. A service that throws, an unhandled rejection and an uncaught exception are logged and end the process with
 * exit code 1: never silently.
 */
export async function runService(logger: Logger, service: Service): Promise<void> {
  const controller = new AbortController();
  const stop = (reason: string) => {
    if (controller.signal.aborted) return;
    logger.info({ event: 'service.stopping', reason });
    controller.abort();
  };
  // Not once: npm repeats a terminal's ctrl-c to its child, and an unhandled second signal would end the release early.
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (process.channel) {
    process.channel.unref();
    process.once('disconnect', () => stop('parent process ended'));
  }
  const fail = (event: string) => (error: unknown) => {
    logger.fatal({ event, err: error });
    process.exitCode = 1;
    stop(event);
  };
  process.on('unhandledRejection', fail('process.unhandled-rejection'));
  process.on('uncaughtException', fail('process.uncaught-exception'));
  try {
    await service(controller.signal);
    logger.info({ event: 'service.stopped' });
  } catch (error) {
    if (!(error instanceof StartError)) fail('service.failed')(error);
    else {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  } finally {
    if (process.connected) process.disconnect();
  }
}

/** A start that a person can mend (bad configuration, port in use): shown as one sentence, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
