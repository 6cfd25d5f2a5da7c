import { type Problem, problemOf } from '#shared/errors.ts';
import type { SourceHealth } from '#shared/health.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import type { Clock } from './clock.ts';
import type { Leading } from './rule-leader.ts';

export type RulesHealth = Pick<SourceHealth, 'state' | 'message'>;

/** How evaluating and delivering goes. Whatever is wrong, open alerts keep their state. */
export function healthOf(
  leading: Leading,
  problems: DefinitionProblem[],
  deliveryProblem: string | null,
): RulesHealth {
  switch (leading.kind) {
    case 'starting':
      return { state: 'starting', message: null };
    case 'standby':
      return { state: 'ok', message: 'Another server evaluates the rules.' };
    case 'failed': {
      const { message }: Problem = problemOf(leading.error);
      return { state: 'down', message: `Rules are not evaluated. ${message} Open alerts keep their state.` };
    }
    case 'leading':
      return leadingHealth(leading, problems, deliveryProblem);
  }
}

function leadingHealth(
  { engine, streams }: Extract<Leading, { kind: 'leading' }>,
  problems: DefinitionProblem[],
  deliveryProblem: string | null,
): RulesHealth {
  const statuses = engine.hubs().map((hub) => ({ hub, status: streams.get(hub)?.status() }));
  const lost = statuses.filter(({ status }) => status?.state === 'disconnected');
  if (lost.length > 0) {
    const why = lost
      .map(({ hub, status }) => `Hub ${hub}: ${status?.message ?? 'it does not answer'}`)
      .join(' ');
    const message = `Rules are not evaluated. ${why} Open alerts keep their state.`;
    return { state: lost.length === statuses.length ? 'down' : 'degraded', message };
  }
  if (statuses.some(({ status }) => status?.state !== 'reading')) return { state: 'starting', message: null };
  const complaints = [
    ...(deliveryProblem === null ? [] : [`Alerts are not delivered: ${deliveryProblem}`]),
    ...engine.rules().flatMap(complaintsOf),
    ...problems.map(
      ({ file, path, message }) => `Rule file ${[file, path].filter(Boolean).join(', ')}: ${message}`,
    ),
  ];
  if (complaints.length === 0) return { state: 'ok', message: null };
  return { state: 'degraded', message: complaints.join(' ') };
}

function complaintsOf({
  rule,
  missed,
  overLimit,
}: {
  rule: { id: string; maximumObjects: number };
  missed: number;
  overLimit: number;
}): string[] {
  return [
    ...(missed > 0 ? [`Rule ${rule.id} missed ${missed} events, which the broker no longer had.`] : []),
    ...(overLimit > 0
      ? [`Rule ${rule.id} watches ${rule.maximumObjects} objects, its limit; others are not watched.`]
      : []),
  ];
}

const checkMs = 1_000;

/** The health as the server shows it, with the time since when; tells listeners of changes. */
export class HealthWatch implements Disposable {
  readonly #compute: () => RulesHealth;
  readonly #clock: Clock;
  readonly #listeners = new Set<(health: SourceHealth) => void>();
  readonly #timer: NodeJS.Timeout;
  #health: SourceHealth;

  constructor(compute: () => RulesHealth, clock: Clock) {
    this.#compute = compute;
    this.#clock = clock;
    const now = { sinceMs: clock.nowMs(), ...compute() };
    this.#health = { id: 'rules', name: 'Rules', kind: 'rules', ...now };
    this.#timer = setInterval(() => this.health(), checkMs);
    this.#timer.unref();
  }

  health(): SourceHealth {
    const { state, message } = this.#compute();
    const before = this.#health;
    if (state === before.state && message === before.message) return before;
    const sinceMs = state === before.state ? before.sinceMs : this.#clock.nowMs();
    this.#health = { ...before, state, message, sinceMs };
    for (const listener of this.#listeners) listener(this.#health);
    return this.#health;
  }

  listen(listener: (health: SourceHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
