import type { Message } from 'rhea';
import rhea from 'rhea';
import type { EventHub } from '../hubs/event-hub.ts';
import { entityNotFound, invalidPartition, unauthorized, type WireError } from './amqp-errors.ts';
import { linkProperties } from './annotation-keys.ts';
import type { BrokerContext } from './broker-context.ts';
import type { ClientConnection } from './client-connection.ts';

const hubType = 'com.microsoft:eventhub';
const partitionType = 'com.microsoft:partition';
/** 0001-01-01: enqueued time of a partition that never had an event. */
const noTimeMs = -62_135_596_800_000;
const str32 = 0xb1;

/** Answers a request to $management: READ of an event hub or of a partition. */
export function answerManagementRequest(
  request: Message,
  connection: ClientConnection,
  { namespace }: BrokerContext,
): Message {
  const { operation, type, name, partition } = request.application_properties ?? {};
  if (operation !== 'READ' || (type !== hubType && type !== partitionType)) {
    return refuse(501, {
      condition: 'amqp:not-implemented',
      description: `$management does not support the operation '${operation}' on '${type}'.`,
    });
  }
  const path = `${String(name).toLowerCase()}/$management`;
  if (!connection.mayUse(path)) {
    return refuse(401, unauthorized(`Unauthorized access. A token for '${path}' is needed.`));
  }
  const hub = namespace.find(String(name));
  if (!hub) return refuse(404, entityNotFound(String(name)));
  if (type === hubType) return accept(describeHub(hub));
  const described = describePartition(hub, String(partition));
  return described ? accept(described) : refuse(400, invalidPartition(hub.partitions.length));
}

function describeHub(hub: EventHub): Record<string, unknown> {
  const { types } = rhea;
  const partitionIds = hub.partitions.map((_, i) => String(i));
  return {
    name: hub.name,
    type: hubType,
    created_at: types.wrap_timestamp(hub.createdAt.getTime()),
    partition_count: types.wrap_int(partitionIds.length),
    partition_ids: types.wrap_array(partitionIds, str32, undefined),
    georeplication_factor: types.wrap_int(1),
    [linkProperties.logId]: hub.logId,
  };
}

function describePartition(hub: EventHub, partitionId: string): Record<string, unknown> | null {
  const { types } = rhea;
  const log = hub.partition(partitionId);
  if (!log) return null;
  const wasUsed = log.nextSequence > 0;
  return {
    name: hub.name,
    type: partitionType,
    partition: partitionId,
    begin_sequence_number: types.wrap_long(log.firstSequence),
    last_enqueued_sequence_number: types.wrap_long(log.nextSequence - 1),
    last_enqueued_offset: String(log.lastOffset ?? -1),
    last_enqueued_time_utc: types.wrap_timestamp(wasUsed ? log.lastEnqueuedTimeMs : noTimeMs),
    is_partition_empty: log.firstSequence === log.nextSequence,
    [linkProperties.logId]: hub.logId,
  };
}

function accept(body: Record<string, unknown>): Message {
  return {
    application_properties: {
      'status-code': rhea.types.wrap_int(200),
      'status-description': 'OK',
    },
    body,
  };
}

function refuse(statusCode: number, { condition, description }: WireError): Message {
  return {
    application_properties: {
      'status-code': rhea.types.wrap_int(statusCode),
      'status-description': description,
      'error-condition': rhea.types.wrap_symbol(condition),
    },
    body: null,
  };
}
