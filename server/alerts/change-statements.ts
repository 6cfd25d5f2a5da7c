import type { InStatement } from '@libsql/client/sqlite3';
import type { Activation } from '#shared/rules/activation.ts';
import type { Rule } from '#shared/rules/rule.ts';
import { describeActivation, episodeId } from '../rules/describe-activation.ts';
import { isOpen } from '../rules/instance.ts';
import type { Change } from '../rules/rule-evaluator.ts';
import { addActivations, type EpisodeChange, putEpisodes } from '../store/episodes.ts';
import { addToOutbox, type OutboxEntry } from '../store/outbox.ts';
import { putInstances } from '../store/rule-state.ts';
import { instanceRow } from './stored-state.ts';

/** What is written for changes of a rule's objects: their states, the activations, and what to deliver, all or none. */
export interface ChangeStatements {
  statements: InStatement[];
  /** Episodes that look different afterwards. */
  episodeIds: string[];
}

/** In a storm, open episodes show their newest value less often. */
const newValueLimit = 200;

export function changeStatements(
  rule: Rule,
  changes: Change[],
  context: { nowMs: number; destinations: string[] },
): ChangeStatements {
  const { nowMs, destinations } = context;
  const activations = changes.flatMap((change) => activationsOf(rule, change, nowMs));
  const newValues = changes
    .filter((change) => !change.isTold && isOpen(change.instance))
    .slice(0, newValueLimit);
  const shown = [...changes.filter((change) => change.isTold), ...newValues];
  const episodes = [...episodesOf(rule, shown, nowMs).values()];
  const entries = destinations.flatMap((destination) => outboxEntries(destination, activations));
  const statements = [
    ...(changes.length > 0 ? [putInstances(changes.map((change) => instanceRow(rule.id, change)))] : []),
    ...(activations.length > 0 ? [addActivations(activations)] : []),
    ...(episodes.length > 0 ? [putEpisodes(episodes)] : []),
    ...(entries.length > 0 ? [addToOutbox(entries, nowMs)] : []),
  ];
  return { statements, episodeIds: episodes.map(({ id }) => id) };
}

interface Told {
  episodeId: string;
  activation: Activation;
}

function activationsOf(rule: Rule, { objectKey, emissions }: Change, nowMs: number): Told[] {
  return emissions.flatMap((emission) => {
    if (emission.kind !== 'fired' && emission.kind !== 'resolved') return [];
    const activation = describeActivation(rule, objectKey, emission, nowMs);
    return [{ episodeId: episodeId(rule.id, objectKey, emission.episode), activation }];
  });
}

function episodesOf(rule: Rule, changes: Change[], changedMs: number): Map<string, EpisodeChange> {
  const episodes = new Map<string, EpisodeChange>();
  for (const { objectKey, instance, emissions } of changes) {
    const put = (
      number: number,
      part: Pick<EpisodeChange, 'state' | 'isStale' | 'lastValue' | 'lastValueMs'>,
    ) => {
      const id = episodeId(rule.id, objectKey, number);
      episodes.set(id, { id, ruleId: rule.id, objectKey, changedMs, ...part });
    };
    for (const emission of emissions) {
      if (emission.kind !== 'resolved') continue;
      const { value: lastValue, decidedMs: lastValueMs } = emission;
      put(emission.episode, { state: 'resolved', isStale: false, lastValue, lastValueMs });
    }
    const { state, isStale, lastValue, lastMs: lastValueMs } = instance;
    if (isOpen(instance) && (state === 'firing' || state === 'recovering' || state === 'nodata')) {
      put(instance.episode, { state, isStale, lastValue, lastValueMs });
    }
  }
  return episodes;
}

const activationsPerMessage = 50;

/** One message for each activation; but the end of a rule ends many episodes at once, which are told together. */
function outboxEntries(destination: string, activations: Told[]): OutboxEntry[] {
  const stopped = activations.filter(({ activation }) => activation.cause === 'rule_stopped');
  const groupOf = new Map(
    stopped.map(({ activation }, index) => {
      const first = stopped[index - (index % activationsPerMessage)]?.activation ?? activation;
      return [activation.id, first.id];
    }),
  );
  return activations.map(({ episodeId, activation: { id } }) => ({
    destination,
    messageId: groupOf.get(id) ?? id,
    activationId: id,
    episodeId,
  }));
}
