/** An error as it goes over the wire; the SDKs make their error codes from the condition. */
export interface WireError {
  condition: string;
  description: string;
}

export function entityNotFound(entity: string): WireError {
  return { condition: 'amqp:not-found', description: `The messaging entity '${entity}' could not be found.` };
}

export function invalidPartition(partitionCount: number): WireError {
  return {
    condition: 'com.microsoft:argument-out-of-range',
    description:
      'The specified partition is invalid for an EventHub partition sender or receiver. ' +
      `It should be between 0 and ${partitionCount - 1}.`,
  };
}

export function argumentError(description: string): WireError {
  return { condition: 'com.microsoft:argument-error', description };
}

export function unauthorized(description: string): WireError {
  return { condition: 'amqp:unauthorized-access', description };
}

export function linkStolen(description: string): WireError {
  return { condition: 'amqp:link:stolen', description };
}

export function resourceLimitExceeded(description: string): WireError {
  return { condition: 'amqp:resource-limit-exceeded', description };
}

export function messageTooLarge(deliveryId: number, sizeBytes: number, maxBytes: number): WireError {
  return {
    condition: 'amqp:link:message-size-exceeded',
    description:
      `The received message (delivery-id:${deliveryId}, size:${sizeBytes} bytes) exceeds the limit ` +
      `(${maxBytes} bytes) currently allowed on the link.`,
  };
}

export function internalError(description: string): WireError {
  return { condition: 'amqp:internal-error', description };
}

export const serverBusy: WireError = {
  condition: 'com.microsoft:server-busy',
  description: 'The broker could not write the events to its disk. Try again.',
};

export const connectionForced: WireError = {
  condition: 'amqp:connection:forced',
  description: 'The broker is stopping.',
};

export const outOfOrderSequence: WireError = {
  condition: 'com.microsoft:out-of-order-sequence',
  description: 'The sequence number of the first event does not follow the last one of this producer.',
};

export const producerEpochStolen: WireError = {
  condition: 'com.microsoft:producer-epoch-stolen',
  description: 'A producer with the same id and a higher epoch exists.',
};
