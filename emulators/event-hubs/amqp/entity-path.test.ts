import { describe, expect, it } from 'vitest';
import { readEntityPath } from './entity-path.ts';

describe('the address of a link', () => {
  it.each([
    ['$cbs', { kind: 'cbs' }],
    ['$management', { kind: 'management' }],
    ['Hub/$management', { kind: 'management' }],
    ['Hub', { kind: 'hub', hub: 'Hub' }],
    ['/Hub/', { kind: 'hub', hub: 'Hub' }],
    ['Hub/Partitions/3', { kind: 'partition', hub: 'Hub', partitionId: '3' }],
    [
      'hub/consumergroups/$Default/partitions/0',
      { kind: 'consumer', hub: 'hub', consumerGroup: '$Default', partitionId: '0' },
    ],
    [
      'amqps://ns.servicebus.windows.net/hub/ConsumerGroups/g/Partitions/0',
      { kind: 'consumer', hub: 'hub', consumerGroup: 'g', partitionId: '0' },
    ],
    ['', null],
    ['hub/queues/x', null],
    ['hub/Partitions', null],
  ])('%s is understood', (address, path) => {
    expect(readEntityPath(address)).toEqual(path);
  });
});
