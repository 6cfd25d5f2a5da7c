import { describe, expect, it } from 'vitest';
import { ProducerTable } from './producer-table.ts';

function published(id: number, epoch: number, lastSequence: number): ProducerTable {
  return new ProducerTable([{ id, epoch, lastSequence }]);
}

describe('an idempotent producer', () => {
  it.each([
    { name: 'continues', first: 11, count: 5, verdict: 'append' },
    { name: 'repeats its last batch', first: 6, count: 5, verdict: 'duplicate' },
    { name: 'repeats an older batch', first: 1, count: 3, verdict: 'duplicate' },
    { name: 'leaves a gap', first: 12, count: 1, verdict: 'out-of-order' },
    { name: 'overlaps its last batch', first: 9, count: 5, verdict: 'out-of-order' },
  ])('that $name gets the verdict $verdict', ({ first, count, verdict }) => {
    expect(published(7, 0, 10).admit({ id: 7, epoch: 0, firstSequence: first }, count)).toBe(verdict);
  });

  it('wraps its numbers from 2147483647 to 0', () => {
    const table = published(7, 0, 2_147_483_646);
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 2_147_483_647 }, 1)).toBe('append');
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 0 }, 3)).toBe('append');
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 3 }, 1)).toBe('append');
  });

  it('gets its own number back when it attaches again, so that a lost acknowledgement makes no duplicate', () => {
    const table = published(7, 0, 20);
    expect(table.join({ id: 7, epoch: 0, lastSequence: 10 })).toEqual({
      state: 'joined',
      producer: { id: 7, epoch: 0, lastSequence: 10 },
    });
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 11 }, 10)).toBe('duplicate');
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 21 }, 1)).toBe('append');
  });

  it('starts at 0 when it is new', () => {
    expect(new ProducerTable([]).join({ id: 7, epoch: null, lastSequence: null })).toEqual({
      state: 'joined',
      producer: { id: 7, epoch: 0, lastSequence: 0 },
    });
  });

  it('takes over with a higher epoch and shuts out the lower one', () => {
    const table = published(7, 1, 10);
    expect(table.join({ id: 7, epoch: 0, lastSequence: 10 })).toEqual({ state: 'epoch-stolen' });
    expect(table.join({ id: 7, epoch: null, lastSequence: null })).toMatchObject({ producer: { epoch: 2 } });
    expect(table.admit({ id: 7, epoch: 1, firstSequence: 11 }, 1)).toBe('epoch-stolen');
    expect(table.admit({ id: 7, epoch: 2, firstSequence: 1 }, 1)).toBe('append');
  });

  it('may send a batch again that was admitted but not written', () => {
    const table = published(7, 0, 10);
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 11 }, 5)).toBe('append');
    table.rollBack();
    expect(table.admit({ id: 7, epoch: 0, firstSequence: 11 }, 5)).toBe('append');
  });

  it('is forgotten after a thousand others', () => {
    const table = new ProducerTable([]);
    for (let id = 0; id <= 1_000; id++) table.commit({ id, epoch: 0, firstSequence: 1 }, 1);
    expect(table.committed).toHaveLength(1_000);
    expect(table.committed[0]?.id).toBe(1);
  });
});
