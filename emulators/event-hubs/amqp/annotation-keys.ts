/** Names of message annotations and link properties, as Event Hubs and its SDKs use them. */
export const annotationKeys = {
  sequenceNumber: 'x-opt-sequence-number',
  offset: 'x-opt-offset',
  enqueuedTime: 'x-opt-enqueued-time',
  partitionKey: 'x-opt-partition-key',
  producerId: 'com.microsoft:producer-id',
  producerEpoch: 'com.microsoft:producer-epoch',
  producerSequenceNumber: 'com.microsoft:producer-sequence-number',
} as const;

export const capabilities = {
  idempotentProducer: 'com.microsoft:idempotent-producer',
  runtimeMetric: 'com.microsoft:enable-receiver-runtime-metric',
} as const;

export const linkProperties = {
  epoch: 'com.microsoft:epoch',
  receiverName: 'com.microsoft:receiver-name',
  /** Ours: identity of the hub's log, a new one for each hub that is created. */
  logId: 'com.tidewatch:log-id',
} as const;
