import type { Logger } from '#shared/node/logger.ts';
import { openHub } from '../streams/open-hub.ts';
import { type HubNews, type HubStream, readHub } from '../streams/read-hub.ts';
import type { Clock } from './clock.ts';
import type { RuleEngine } from './rule-engine.ts';
import { Wakeable } from './wakeable.ts';

export type OpenHub = (options: { hub: string; afterSequence: ReadonlyMap<string, number> }) => HubStream;

export interface FollowHubOptions {
  engine: RuleEngine;
  hub: string;
  open: OpenHub;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  /** Called with each stream that is opened, to ask it how it is. */
  onOpened: (stream: HubStream) => void;
}

const reopenMs = 1_000;

/** Feeds the rules of one hub until the signal is aborted. A hub that can't be read is opened again and again. */
export async function followHub(options: FollowHubOptions): Promise<void> {
  const { engine, hub, open, clock, logger, signal, onOpened } = options;
  const pause = new Wakeable();
  const monotonicMs = () => clock.monotonicMs();
  while (!signal.aborted) {
    const afterSequence = engine.positions(hub);
    try {
      await using stream = open({ hub, afterSequence });
      onOpened(stream);
      for await (const news of readHub(stream, { signal, afterSequence, monotonicMs })) {
        if ((await feed(engine, hub, news)) === 'open-again') break;
      }
    } catch (error) {
      if (engine.hasFailed) throw error;
      logger.warn({ event: 'hub.unreadable', hub, err: error });
    }
    await pause.pause(reopenMs, signal);
  }
}

async function feed(engine: RuleEngine, hub: string, news: HubNews): Promise<'go-on' | 'open-again'> {
  switch (news.kind) {
    case 'assigned': {
      const next = await engine.assign(hub, news.partition, news.bounds);
      return next === 'begin-anew' ? 'open-again' : 'go-on';
    }
    case 'events':
      await engine.takeEvents(hub, news.batch);
      return 'go-on';
    case 'silence':
      await engine.takeSilence(hub, news);
      return 'go-on';
    case 'ended':
      return 'open-again';
  }
}

/** Opens hubs of one broker. */
export function hubOpener(
  broker: { connectionString: string; consumerGroup: string },
  logger: Logger,
): OpenHub {
  return ({ hub, afterSequence }) => openHub({ ...broker, hub, afterSequence, logger });
}
