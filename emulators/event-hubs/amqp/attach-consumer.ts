import type { EventHub } from '../hubs/event-hub.ts';
import { argumentError, entityNotFound, invalidPartition, type WireError } from './amqp-errors.ts';
import { capabilities, linkProperties } from './annotation-keys.ts';
import type { BrokerContext } from './broker-context.ts';
import type { ClientConnection } from './client-connection.ts';
import { ConsumerLink, type ConsumerSource } from './consumer-link.ts';
import type { EntityPath } from './entity-path.ts';
import { listOf } from './link-options.ts';
import { readPositionFilter } from './position-filter.ts';
import type { RheaSender } from './rhea-internals.ts';

const selectorFilter = 'apache.org:selector-filter:string';
const preSettled = 1;

type ConsumerPath = Extract<EntityPath, { kind: 'consumer' }>;

/** Attaches a receiver of a partition, or closes its link with the reason. */
export function attachConsumer(
  context: BrokerContext,
  connection: ClientConnection,
  sender: RheaSender,
  path: ConsumerPath,
): void {
  const hub = context.namespace.find(path.hub);
  const source = hub ? openSource(hub, sender, path) : entityNotFound(path.hub);
  if (!hub || 'condition' in source) {
    if ('condition' in source) sender.close(source);
    return;
  }
  const { attach } = sender.local;
  attach.snd_settle_mode = preSettled;
  attach.properties = { [linkProperties.logId]: hub.logId };
  if (source.withRuntimeMetric) attach.offered_capabilities = [capabilities.runtimeMetric];
  const link = new ConsumerLink(context, sender, source);
  const refusal = context.receivers.admit(link.entityPath, link);
  if (refusal) {
    link.close(refusal);
    return;
  }
  connection.add(link);
  link.start().catch((error: unknown) => link.fail(error));
}

function openSource(hub: EventHub, sender: RheaSender, path: ConsumerPath): ConsumerSource | WireError {
  if (!hub.hasConsumerGroup(path.consumerGroup)) return entityNotFound(`${hub.name}|${path.consumerGroup}`);
  const log = hub.partition(path.partitionId);
  if (!log) return invalidPartition(hub.partitions.length);
  const filter = readPositionFilter(selectorOf(sender), log);
  if (filter.state === 'invalid') return argumentError(filter.description);
  const properties = sender.properties ?? {};
  const epoch: unknown = properties[linkProperties.epoch];
  return {
    log,
    position: filter.position,
    entityPath:
      `${hub.name}/ConsumerGroups/${path.consumerGroup}/Partitions/${path.partitionId}`.toLowerCase(),
    name: String(properties[linkProperties.receiverName] ?? 'nil'),
    epoch: typeof epoch === 'number' ? epoch : null,
    withRuntimeMetric: listOf(sender.desired_capabilities).includes(capabilities.runtimeMetric),
  };
}

/** The filter is a described string, AMQP 1.0 §3.5.8; some clients send it plain. Null when there is none. */
function selectorOf(sender: RheaSender): string | null {
  const filter: unknown = sender.source?.filter?.[selectorFilter] ?? null;
  const selector: unknown =
    typeof filter === 'object' && filter !== null && 'value' in filter ? filter.value : filter;
  return selector === null || typeof selector === 'string' ? selector : '';
}
