/** A receiver of one partition in one consumer group. */
export interface ReceiverIdentity {
  name: string;
  /** Owner level; null for a receiver that shares the partition. */
  epoch: number | null;
}

export type Admission<T> =
  | { state: 'admitted'; displaced: { receiver: T; description: string }[] }
  | { state: 'stolen'; description: string }
  | { state: 'too-many'; description: string };

const maxSharedReceivers = 5;

/**
 * Whether `newcomer` may read beside `present`, and which of them must leave. The newest receiver of an equal or
 * higher epoch wins; receivers without epoch share, at most 5, and only while no epoch receiver is there.
 */
export function admitReceiver<T extends ReceiverIdentity>(
  present: readonly T[],
  newcomer: ReceiverIdentity,
): Admission<T> {
  const owner = present.find(({ epoch }) => epoch !== null);
  if (newcomer.epoch !== null) return admitOwner(present, owner, newcomer.name, newcomer.epoch);
  if (owner) {
    return {
      state: 'stolen',
      description:
        `At least one receiver for the endpoint is created with epoch of '${owner.epoch}', and so non-epoch ` +
        'receiver is not allowed. Either reconnect with a higher epoch, or make sure all epoch receivers are ' +
        'closed or disconnected.',
    };
  }
  if (present.length < maxSharedReceivers) return { state: 'admitted', displaced: [] };
  return {
    state: 'too-many',
    description:
      'Exceeded the maximum number of allowed receivers per partition in a consumer group which is ' +
      `${maxSharedReceivers}. List of connected receivers - ${present.map(({ name }) => name).join(', ')}.`,
  };
}

function admitOwner<T extends ReceiverIdentity>(
  present: readonly T[],
  owner: T | undefined,
  name: string,
  epoch: number,
): Admission<T> {
  if (owner && (owner.epoch ?? 0) > epoch) {
    return {
      state: 'stolen',
      description:
        `Receiver '${owner.name}' with a higher epoch '${owner.epoch}' already exists. Receiver '${name}' with ` +
        `epoch ${epoch} cannot be created. Make sure you are creating receiver with increasing epoch value to ` +
        'ensure connectivity, or ensure all old epoch receivers are closed or disconnected.',
    };
  }
  const displaced = present.map((receiver) => ({
    receiver,
    description:
      `New receiver '${name}' with higher epoch of '${epoch}' is created hence current receiver ` +
      `'${receiver.name}' with epoch '${receiver.epoch ?? -1}' is getting disconnected. If you are recreating the ` +
      'receiver, make sure a higher epoch is used.',
  }));
  return { state: 'admitted', displaced };
}
