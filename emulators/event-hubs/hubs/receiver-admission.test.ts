import { describe, expect, it } from 'vitest';
import { admitReceiver, type ReceiverIdentity } from './receiver-admission.ts';

const shared = (name: string): ReceiverIdentity => ({ name, epoch: null });
const owner = (name: string, epoch: number): ReceiverIdentity => ({ name, epoch });

describe('a receiver', () => {
  it.each([
    { name: 'first', present: [], newcomer: shared('b'), state: 'admitted', displaced: [] },
    { name: 'sharing', present: [shared('a')], newcomer: shared('b'), state: 'admitted', displaced: [] },
    {
      name: 'owning over shared ones',
      present: [shared('a'), shared('b')],
      newcomer: owner('c', 0),
      state: 'admitted',
      displaced: ['a', 'b'],
    },
    {
      name: 'of the same epoch',
      present: [owner('a', 0)],
      newcomer: owner('b', 0),
      state: 'admitted',
      displaced: ['a'],
    },
    {
      name: 'of a higher epoch',
      present: [owner('a', 1)],
      newcomer: owner('b', 2),
      state: 'admitted',
      displaced: ['a'],
    },
  ])('$name is admitted and displaces $displaced', ({ present, newcomer, displaced }) => {
    const admission = admitReceiver(present, newcomer);
    expect(admission.state).toBe('admitted');
    if (admission.state !== 'admitted') return;
    expect(admission.displaced.map(({ receiver }) => receiver.name)).toEqual(displaced);
  });

  it('of a lower epoch is refused', () => {
    expect(admitReceiver([owner('a', 2)], owner('b', 1))).toMatchObject({
      state: 'stolen',
      description: expect.stringContaining("Receiver 'a' with a higher epoch '2' already exists") as string,
    });
  });

  it('without epoch is refused beside an owner', () => {
    expect(admitReceiver([owner('a', 0)], shared('b'))).toMatchObject({
      state: 'stolen',
      description: expect.stringContaining(
        "At least one receiver for the endpoint is created with epoch of '0'",
      ) as string,
    });
  });

  it('is refused as the sixth that shares', () => {
    expect(admitReceiver(['a', 'b', 'c', 'd', 'e'].map(shared), shared('f'))).toMatchObject({
      state: 'too-many',
      description: expect.stringContaining('List of connected receivers - a, b, c, d, e.') as string,
    });
  });
});
