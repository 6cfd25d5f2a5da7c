import { randomInt } from 'node:crypto';
import rhea from 'rhea';
import type { EventHub } from '../hubs/event-hub.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import {
  argumentError,
  entityNotFound,
  invalidPartition,
  producerEpochStolen,
  type WireError,
} from './amqp-errors.ts';
import { annotationKeys, capabilities } from './annotation-keys.ts';
import type { BrokerContext } from './broker-context.ts';
import type { ClientConnection } from './client-connection.ts';
import type { EntityPath } from './entity-path.ts';
import { listOf } from './link-options.ts';
import { maxMessageBytes, ProducerLink } from './producer-link.ts';
import type { RheaReceiver } from './rhea-internals.ts';

type ProducerPath = Extract<EntityPath, { kind: 'hub' | 'partition' }>;

const maxProducerId = 2 ** 47;

/** Attaches a publisher to a hub or a partition, or closes its link with the reason. */
export function attachProducer(
  context: BrokerContext,
  connection: ClientConnection,
  receiver: RheaReceiver,
  path: ProducerPath,
): void {
  const refusal = openTarget(context, connection, receiver, path);
  if (refusal) receiver.close(refusal);
}

function openTarget(
  context: BrokerContext,
  connection: ClientConnection,
  receiver: RheaReceiver,
  path: ProducerPath,
): WireError | null {
  const hub = context.namespace.find(path.hub);
  if (!hub) return entityNotFound(path.hub);
  const partition = path.kind === 'partition' ? hub.partition(path.partitionId) : null;
  if (path.kind === 'partition' && !partition) return invalidPartition(hub.partitions.length);
  receiver.local.attach.max_message_size = maxMessageBytes;
  const isIdempotent = listOf(receiver.desired_capabilities).includes(capabilities.idempotentProducer);
  const refusal = isIdempotent ? joinIdempotent(receiver, partition) : null;
  if (refusal) return refusal;
  const entityPath = entityPathOf(hub, path);
  connection.add(
    new ProducerLink(context, connection, receiver, { hub, partition, entityPath, isIdempotent }),
  );
  return null;
}

/** Answers with the producer's id, epoch and last number; a producer without id gets one. */
function joinIdempotent(receiver: RheaReceiver, partition: PartitionLog | null): WireError | null {
  if (!partition) return argumentError('An idempotent producer must send to one partition.');
  const properties = receiver.properties ?? {};
  const claimed = (key: string): number | null => {
    const value: unknown = properties[key];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
  };
  const outcome = partition.joinProducer({
    id: claimed(annotationKeys.producerId) ?? randomInt(1, maxProducerId),
    epoch: claimed(annotationKeys.producerEpoch),
    lastSequence: claimed(annotationKeys.producerSequenceNumber),
  });
  if (outcome.state === 'epoch-stolen') return producerEpochStolen;
  const { id, epoch, lastSequence } = outcome.producer;
  receiver.local.attach.offered_capabilities = [capabilities.idempotentProducer];
  receiver.local.attach.properties = {
    [annotationKeys.producerId]: rhea.types.wrap_long(id),
    [annotationKeys.producerEpoch]: rhea.types.wrap_short(epoch),
    [annotationKeys.producerSequenceNumber]: rhea.types.wrap_int(lastSequence),
  };
  return null;
}

function entityPathOf(hub: EventHub, path: ProducerPath): string {
  const suffix = path.kind === 'partition' ? `/Partitions/${path.partitionId}` : '';
  return `${hub.name}${suffix}`.toLowerCase();
}
