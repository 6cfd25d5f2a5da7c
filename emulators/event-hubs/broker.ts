import type { Logger } from '#shared/node/logger.ts';
import { AmqpListener } from './amqp/listener.ts';
import { ReceiverRegistry } from './amqp/receiver-registry.ts';
import type { SharedAccessKey } from './amqp/sas-token.ts';
import type { BrokerConfig } from './config.ts';
import { Namespace } from './hubs/namespace.ts';
import { lockDataFolder } from './log/data-folder.ts';

/** A running broker; disposing it acknowledges what has come in and closes its connections. */
export interface Broker extends AsyncDisposable {
  readonly port: number;
}

/** Key in the connection string of the official emulator. */
const emulatorKey: SharedAccessKey = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };

/** Opens the data folder and listens. Throws StartError for what a person can mend. */
export async function openBroker(
  { dataFolder, hubs, port }: BrokerConfig,
  logger: Logger,
  clock: () => number = Date.now,
): Promise<Broker> {
  const opened: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const part of opened.splice(0).reverse()) await part[Symbol.asyncDispose]();
  };
  try {
    opened.push(await lockDataFolder(dataFolder));
    const namespace = await Namespace.open(dataFolder, hubs, { clock, logger });
    opened.push(namespace);
    const context = { namespace, receivers: new ReceiverRegistry(), keys: [emulatorKey], logger, clock };
    const listener = await AmqpListener.open(context, port);
    opened.push(listener);
    return { port: listener.port, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
