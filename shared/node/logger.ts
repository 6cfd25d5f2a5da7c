import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * A subsystem's logger, e.g. `ingestion:event-hubs`: JSON lines on standard error, one `event` name and fields each.
 * Never log row contents, secrets or connection strings.
 */
export function createLogger(subsystem: string, level: string): Logger {
  return pino({ name: subsystem, level, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
