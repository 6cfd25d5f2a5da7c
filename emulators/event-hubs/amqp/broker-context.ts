import type { Logger } from '#shared/node/logger.ts';
import type { Namespace } from '../hubs/namespace.ts';
import type { ReceiverRegistry } from './receiver-registry.ts';
import type { SharedAccessKey } from './sas-token.ts';

/** What all links of a broker share. */
export interface BrokerContext {
  namespace: Namespace;
  receivers: ReceiverRegistry;
  keys: readonly SharedAccessKey[];
  logger: Logger;
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
}
