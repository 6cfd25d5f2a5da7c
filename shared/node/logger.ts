import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * A subsystem's logger, e.g. `ingestion:event-hubs`: JSON lines on standard error, one `event` name and fields each.
 * Never log row contents, secrets or connection strings.
 */
export function createLogger(subsystem: string, level: string): Logger {
  return pino({ name: subsystem, level, timestamp: pino.stdTimeFunctions.isoTime }, standardError);
}

/**
 * Writes at once and drops a line that cannot be written. pino's own destination waits for ever in logger.fatal when the
 * reader of the pipe is gone, which would keep a process alive after its parent was killed.
 */
const standardError: DestinationStream = {
  write(line) {
    try {
      writeSync(2, line);
    } catch {
      // Nobody reads the log, and there is no other place to say so.
    }
  },
};
