import { beforeEach, expect, test } from 'vitest';
import type { TileFrame } from '#shared/live/frame.ts';
import type { ServerTileState, TileStatus } from '#shared/live/tile-status.ts';
import { TileStore } from './tile-store.ts';

let nowMs = 0;
let store: TileStore;

beforeEach(() => {
  nowMs = 1_000_000;
  store = new TileStore(() => nowMs);
  store.ask(['cpu']);
  store.answer({ cpu: { liveQueryId: 'q1' } });
});

test('a tile waits until the server has said something of it', () => {
  expect(store.snapshot('cpu')).toMatchObject({ state: 'waiting', frame: null });
});

test('a frame that arrives before the answer is kept for its tile', () => {
  store.acceptFrame(frame('q2', 1));
  store.ask(['cpu', 'memory']);
  store.answer({ cpu: { liveQueryId: 'q1' }, memory: { liveQueryId: 'q2' } });
  expect(store.snapshot('memory').frame?.revision).toBe(1);
});

test('an older frame of the same connection does not replace a newer one', () => {
  store.acceptFrame(frame('q1', 5));
  store.acceptFrame(frame('q1', 4));
  expect(store.snapshot('cpu').frame?.revision).toBe(5);
});

test('after a reconnect a lower revision is taken, as the server may have been restarted', () => {
  store.acceptFrame(frame('q1', 57));
  store.lose();
  store.restore();
  expect(store.held()).toEqual({});
  store.acceptStatuses([status('q1', 'live', 1)]);
  store.acceptFrame(frame('q1', 1));
  expect(store.snapshot('cpu').frame?.revision).toBe(1);
});

test('every tile is stale soon after the connection broke, keeps its frame, and is live again when confirmed', () => {
  store.acceptFrame(frame('q1', 1));
  store.acceptStatuses([status('q1', 'live', 1)]);
  expect(store.snapshot('cpu').state).toBe('live');
  store.lose();
  nowMs += 1_500;
  store.refresh();
  expect(store.snapshot('cpu')).toMatchObject({ state: 'stale', problem: { code: 'unreachable' } });
  expect(store.snapshot('cpu').frame?.revision).toBe(1);
  store.restore();
  store.answer({ cpu: { liveQueryId: 'q1' } });
  store.acceptStatuses([status('q1', 'live', 1)]);
  expect(store.snapshot('cpu').state).toBe('live');
});

test('a connection that stands but never confirms a tile leaves it stale', () => {
  store.acceptFrame(frame('q1', 1));
  store.acceptStatuses([status('q1', 'live', 1)]);
  store.lose();
  store.restore();
  nowMs += 5_000;
  store.refresh();
  expect(store.snapshot('cpu').state).toBe('stale');
});

test('a tile whose status speaks of a frame that does not come is not shown as live', () => {
  store.acceptFrame(frame('q1', 1));
  store.acceptStatuses([status('q1', 'live', 2)]);
  expect(store.snapshot('cpu').state).toBe('live');
  nowMs += 3_500;
  store.refresh();
  expect(store.snapshot('cpu').state).toBe('stale');
  store.acceptFrame(frame('q1', 2));
  expect(store.snapshot('cpu').state).toBe('live');
});

test('another time range keeps the last good frame until the new one has data', () => {
  store.acceptFrame(frame('q1', 3));
  store.answer({ cpu: { liveQueryId: 'q9' } });
  expect(store.snapshot('cpu').frame?.liveQueryId).toBe('q1');
  store.acceptFrame(frame('q9', 1));
  expect(store.snapshot('cpu').frame?.liveQueryId).toBe('q9');
});

test('a pause freezes the frame and counts what it holds back; resuming shows the newest at once', () => {
  store.acceptFrame(frame('q1', 1));
  store.acceptStatuses([status('q1', 'live', 1)]);
  store.setPaused(true);
  store.acceptFrame(frame('q1', 2));
  store.acceptFrame(frame('q1', 3));
  expect(store.snapshot('cpu')).toMatchObject({ state: 'paused', heldBack: 2, frame: { revision: 1 } });
  expect(store.heldBack()).toBe(2);
  store.setPaused(false);
  expect(store.snapshot('cpu')).toMatchObject({ state: 'live', heldBack: 0, frame: { revision: 3 } });
});

test('a tile that is paused shows the first frame of a newly chosen time range', () => {
  store.acceptFrame(frame('q1', 1));
  store.setPaused(true);
  store.answer({ cpu: { liveQueryId: 'q2' } });
  store.acceptFrame(frame('q2', 1));
  store.acceptFrame(frame('q2', 2));
  expect(store.snapshot('cpu').frame).toMatchObject({ liveQueryId: 'q2', revision: 1 });
});

test('a refusal says why and is denied or failed', () => {
  store.answer({ cpu: { problem: { code: 'denied', message: 'No permission.' } } });
  expect(store.snapshot('cpu').state).toBe('denied');
  store.refuse(['cpu'], { code: 'bad-request', message: 'Bad.' });
  expect(store.snapshot('cpu')).toMatchObject({ state: 'failed', problem: { message: 'Bad.' } });
});

test('a listener hears only of changes of its tile', () => {
  let calls = 0;
  const stop = store.subscribe('cpu', () => calls++);
  store.refresh();
  expect(calls).toBe(0);
  store.acceptFrame(frame('q1', 1));
  expect(calls).toBe(1);
  stop();
  store.acceptFrame(frame('q1', 2));
  expect(calls).toBe(1);
});

test('live queries of nobody do not pile up', () => {
  for (let index = 0; index < 500; index++) store.acceptFrame(frame(`gone-${index}`, 1));
  expect(Object.keys(store.held()).length).toBeLessThanOrEqual(41);
});

function frame(liveQueryId: string, revision: number): TileFrame {
  return {
    liveQueryId,
    revision,
    asOfMs: nowMs,
    startMs: null,
    endMs: null,
    rowCount: 0,
    columns: [],
    visualization: null,
    partial: null,
    trace: {
      newestEnqueuedMs: null,
      ingestedMs: null,
      noticedMs: null,
      queryStartMs: 0,
      queryEndMs: 0,
      publishedMs: 0,
    },
  };
}

function status(liveQueryId: string, state: ServerTileState, revision: number): TileStatus {
  return {
    liveQueryId,
    state,
    clocks: { eventMs: null, arrivalMs: null, checkedMs: nowMs },
    problem: null,
    sinceMs: nowMs,
    revision,
    serverNowMs: nowMs,
  };
}
