/** What the address of a link names. */
export type EntityPath =
  | { kind: 'cbs' }
  | { kind: 'management' }
  | { kind: 'hub'; hub: string }
  | { kind: 'partition'; hub: string; partitionId: string }
  | { kind: 'consumer'; hub: string; consumerGroup: string; partitionId: string };

const partitionPattern = /^([^/]+)\/partitions\/([^/]+)$/i;
const consumerPattern = /^([^/]+)\/consumergroups\/([^/]+)\/partitions\/([^/]+)$/i;

/** Reads a link address or the path of a token's audience; null when it names nothing that exists here. */
export function readEntityPath(address: string): EntityPath | null {
  const path = address.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '');
  if (path === '$cbs') return { kind: 'cbs' };
  if (/^([^/]+\/)?\$management$/i.test(path)) return { kind: 'management' };
  const consumer = consumerPattern.exec(path);
  if (consumer) {
    const [, hub = '', consumerGroup = '', partitionId = ''] = consumer;
    return { kind: 'consumer', hub, consumerGroup, partitionId };
  }
  const partition = partitionPattern.exec(path);
  if (partition) {
    const [, hub = '', partitionId = ''] = partition;
    return { kind: 'partition', hub, partitionId };
  }
  return path !== '' && !path.includes('/') ? { kind: 'hub', hub: path } : null;
}
