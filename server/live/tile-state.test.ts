import { expect, test } from 'vitest';
import type { ServerTileState } from '#shared/live/tile-status.ts';
import { describeTile, type LiveFacts } from './tile-state.ts';

const nowMs = 1_000_000;
const unreachable = { code: 'unreachable', message: 'gone' } as const;

const liveFacts: LiveFacts = {
  lastRun: { startMs: nowMs - 800, rowCount: 5, eventMs: nowMs - 900, partial: null },
  failure: null,
  dirtySinceMs: null,
  windowDueMs: null,
  source: { okMs: nowMs - 300, problem: null },
  tables: {
    confirmedMs: nowMs - 400,
    arrivalMs: nowMs - 1_000,
    usualGapMs: 500,
    hasData: true,
    trouble: null,
  },
  cycleMs: 300,
};

type Change = Omit<Partial<LiveFacts>, 'tables' | 'source'> & {
  tables?: Partial<LiveFacts['tables']>;
  source?: Partial<LiveFacts['source']>;
};

function factsWith({ tables, source, ...rest }: Change): LiveFacts {
  return {
    ...liveFacts,
    ...rest,
    tables: { ...liveFacts.tables, ...tables },
    source: { ...liveFacts.source, ...source },
  };
}

const emptyRun = { startMs: nowMs - 800, rowCount: 0, eventMs: null, partial: null };

test.each<[string, Change, ServerTileState]>([
  ['data arrives and everything is confirmed', {}, 'live'],
  ['the first run has not finished', { lastRun: null }, 'waiting'],
  [
    'the first run has not finished and Kusto is gone',
    { lastRun: null, source: { problem: unreachable } },
    'waiting',
  ],
  ['the result is empty and the table has rows', { lastRun: emptyRun }, 'no-rows'],
  [
    'the result is empty and no table ever had rows',
    { lastRun: emptyRun, tables: { hasData: false } },
    'waiting',
  ],
  ['nothing arrived for longer than usual', { tables: { arrivalMs: nowMs - 6_000 } }, 'idle'],
  [
    'nothing arrived for long, which is usual',
    { tables: { arrivalMs: nowMs - 60_000, usualGapMs: 30_000 } },
    'live',
  ],
  ['nothing ever arrived that was noticed', { tables: { arrivalMs: null, usualGapMs: null } }, 'idle'],
  [
    'the query reads no table',
    { tables: { confirmedMs: Number.POSITIVE_INFINITY, arrivalMs: null } },
    'live',
  ],
  ['Kusto is gone', { source: { problem: unreachable } }, 'stale'],
  [
    'Kusto has not been asked for too long',
    { source: { okMs: nowMs - 4_000 }, lastRun: { ...emptyRun, startMs: nowMs - 5_000 } },
    'stale',
  ],
  [
    'nobody can tell of new data',
    { tables: { confirmedMs: null }, lastRun: { ...emptyRun, startMs: nowMs - 5_000 } },
    'stale',
  ],
  [
    'a change has waited too long for a run',
    { dirtySinceMs: nowMs - 4_000, lastRun: { ...emptyRun, startMs: nowMs - 5_000 } },
    'stale',
  ],
  ['a change waits for a run of a slow query', { dirtySinceMs: nowMs - 4_000, cycleMs: 3_000 }, 'live'],
  [
    'one run was throttled a moment ago',
    { failure: { code: 'throttled', message: 'busy' }, dirtySinceMs: nowMs - 100 },
    'live',
  ],
  ['the query is refused', { failure: { code: 'semantic', message: 'no such column' } }, 'failed'],
  ['the identity is refused', { failure: { code: 'denied', message: 'no' } }, 'denied'],
  [
    'the result was cut',
    { lastRun: { ...emptyRun, rowCount: 3, partial: { code: 'x', message: 'cut' } } },
    'partial',
  ],
  [
    'the window moved and was not run again',
    { windowDueMs: nowMs - 4_000, lastRun: { ...emptyRun, startMs: nowMs - 5_000 } },
    'stale',
  ],
])('when %s', (_name, change, state) => {
  expect(describeTile(factsWith(change), nowMs).state).toBe(state);
});

test('what is shown counts as checked no later than the weakest confirmation', () => {
  const checked = (change: Change) => describeTile(factsWith(change), nowMs).clocks.checkedMs;
  expect(checked({})).toBe(nowMs - 400);
  expect(checked({ source: { okMs: nowMs - 700 } })).toBe(nowMs - 700);
  expect(checked({ dirtySinceMs: nowMs - 600 })).toBe(nowMs - 600);
  expect(checked({ dirtySinceMs: nowMs - 2_000 })).toBe(nowMs - 800);
  expect(checked({ lastRun: null })).toBeNull();
});

test('a stopped source of data is named while its tile is idle', () => {
  const { state, problem } = describeTile(
    factsWith({ tables: { arrivalMs: nowMs - 60_000, trouble: 'The worker is gone.' } }),
    nowMs,
  );
  expect({ state, message: problem?.message }).toEqual({ state: 'idle', message: 'The worker is gone.' });
});
