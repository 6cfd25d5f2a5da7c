import { StartError } from '#shared/node/run-service.ts';
import { KustoSource } from './kusto-source.ts';

/** Opens the source of a connection string. Throws StartError, without the string, when it can't be read. */
export function openSource(connectionString: string): KustoSource {
  try {
    return new KustoSource(connectionString);
  } catch {
    throw new StartError(
      'KUSTO_CONNECTION_STRING can\'t be read: it looks like "Data Source=https://cluster.region.kusto.windows.net;...".',
    );
  }
}
