import type { Health, SourceHealth } from '#shared/health.ts';

/** Down: nothing can be shown. Degraded: something on the way from event to pixel or alert does not work. */
export function overallHealth(
  parts: SourceHealth[],
  { version, uptimeSeconds }: { version: string; uptimeSeconds: number },
): Health {
  const isDown = parts.some(({ kind, state }) => kind === 'kusto' && state === 'down');
  const isDegraded = parts.some(({ state }) => state === 'down' || state === 'degraded');
  return { state: isDown ? 'down' : isDegraded ? 'degraded' : 'ok', version, uptimeSeconds, parts };
}
