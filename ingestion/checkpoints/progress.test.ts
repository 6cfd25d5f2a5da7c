import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, countExpired, describeBreak, finish, newProgress, type Progress } from './progress.ts';

const at = (sequenceNumber: number) => ({ sequenceNumber, offset: `o${sequenceNumber}` });
const bounds = { logId: 'log', firstSequenceNumber: 0, lastSequenceNumber: 10, isEmpty: false };

describe('the progress of a partition', () => {
  it('goes on after what is finished', () => {
    const working = begin(newProgress('log'), { from: 0, to: 4 }, 100);
    expect(working.pending).toEqual({ from: 0, to: 4, sinceMs: 100 });
    expect(finish(working, at(4))).toEqual({ logId: 'log', committed: at(4), pending: null });
  });

  it('keeps the rest of an unfinished range pending when a part of it is ingested again', () => {
    const interrupted = begin(newProgress('log'), { from: 0, to: 9 }, 100);
    const again = begin(interrupted, { from: 0, to: 3 }, 200);
    expect(again.pending).toEqual({ from: 0, to: 9, sinceMs: 100 });
    expect(finish(again, at(3)).pending).toEqual({ from: 4, to: 9, sinceMs: 100 });
  });

  it('never moves back, and never forgets a pending event that is not finished', () => {
    const step = fc.record({ length: fc.integer({ min: 1, max: 9 }), isFinished: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let progress: Progress = newProgress('log');
        let begun = -1;
        for (const { length, isFinished } of steps) {
          const from = (progress.committed?.sequenceNumber ?? -1) + 1;
          const range = { from, to: from + length - 1 };
          const before = progress;
          progress = begin(progress, range, 0);
          begun = Math.max(begun, range.to);
          if (isFinished) progress = finish(progress, at(range.to));
          const reached = progress.committed?.sequenceNumber ?? -1;
          expect(reached).toBeGreaterThanOrEqual(before.committed?.sequenceNumber ?? -1);
          expect(progress.pending?.to ?? reached).toBe(begun);
          if (progress.pending) expect(progress.pending.from).toBe(reached + 1);
        }
      }),
    );
  });

  it('ignores a checkpoint that is behind', () => {
    const progress = finish(newProgress('log'), at(5));
    expect(finish(progress, at(3))).toBe(progress);
  });
});

describe('a checkpoint against its hub', () => {
  const progress = finish(newProgress('log'), at(10));

  it.each([
    ['fits', bounds, null],
    ['is of another log', { ...bounds, logId: 'new' }, /created new, .* of one created log/],
    ['is beyond the last event', { ...bounds, lastSequenceNumber: 9 }, /at sequence number 10, but .* has 9/],
    ['is beyond the end of an empty hub', { ...bounds, lastSequenceNumber: -1, isEmpty: true }, /has -1/],
  ])('%s', (_case, hub, expected) => {
    const description = describeBreak(progress, hub);
    if (expected === null) expect(description).toBeNull();
    else expect(description).toMatch(expected);
  });

  it.each([
    ['nothing is lost', { firstSequenceNumber: 11, lastSequenceNumber: 20, isEmpty: false }, 0],
    ['four events are lost', { firstSequenceNumber: 15, lastSequenceNumber: 20, isEmpty: false }, 4],
    ['all events since are lost', { firstSequenceNumber: 0, lastSequenceNumber: 20, isEmpty: true }, 10],
  ])('%s to retention', (_case, hub, expected) => {
    expect(countExpired(progress, { logId: 'log', ...hub })).toBe(expected);
  });
});
