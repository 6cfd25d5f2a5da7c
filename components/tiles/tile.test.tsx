// @vitest-environment happy-dom
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TileView } from '#shared/dashboards/dashboard-view.ts';
import type { Problem } from '#shared/errors.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { ServerTileState, TileStatus } from '#shared/live/tile-status.ts';
import { DrawScheduler } from '../live/draw-scheduler.ts';
import { LiveClient } from '../live/live-client.ts';
import { LiveContext } from '../live/live-provider.tsx';
import { NowProvider } from '../live/use-now.ts';
import { VisibleTiles } from '../live/visible-tiles.ts';
import { DisplayProvider } from '../ui/display-provider.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import type { DrawnDetail } from './drawn.ts';
import { frameOf } from './frame/frame-fixture.ts';
import { Tile } from './tile.tsx';

const tile: TileView = {
  id: 't1',
  title: 'Processor',
  description: '',
  hideTitle: false,
  pageId: 'p',
  layout: { x: 0, y: 0, width: 4, height: 4 },
  visual: 'stat',
  visualOptions: {},
  extension: { unit: '%', decimals: 1 },
  markdown: null,
};

// Visuals are loaded on first use, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

let client: LiveClient;
let nowMs: number;

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 21, 12);
  vi.stubGlobal('IntersectionObserver', AlwaysVisible);
  client = new LiveClient({
    openSocket: () => {
      throw new Error('This test needs no socket.');
    },
    now: () => nowMs,
    viewId: 'v',
  });
  client.tiles.ask(['t1']);
  client.tiles.answer({ t1: { liveQueryId: 'q' } });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('before any data the tile says what it waits for', () => {
  show();
  expect(stateOf()).toBe('waiting');
  expect(screen.getByText('Waiting for first data')).toBeTruthy();
});

test('a frame is drawn, and its element and an event say which', async () => {
  const drawn: DrawnDetail[] = [];
  window.addEventListener('tidewatch:drawn', (event) =>
    drawn.push((event as CustomEvent<DrawnDetail>).detail),
  );
  show();
  receive(42.24);
  await screen.findByText('42.2');
  expect(element().dataset).toMatchObject({ revision: '1', asOf: '5', newestEnqueued: '3' });
  expect(drawn.at(-1)).toMatchObject({ tileId: 't1', revision: 1 });
});

test.each<[ServerTileState, Problem | null, string]>([
  ['stale', { code: 'unreachable', message: 'Kusto does not answer.' }, 'Stale'],
  ['failed', { code: 'semantic', message: 'No such column.', line: 4, column: 2 }, 'Failed'],
  ['denied', { code: 'denied', message: 'Ask for the role Viewer.' }, 'Denied'],
  ['waiting', null, 'Waiting'],
  ['partial', null, 'Partial'],
  ['idle', null, 'Idle'],
])('a tile that becomes %s keeps its last good value and says so', async (state, problem, badge) => {
  show();
  receive(42.24);
  await screen.findByText('42.2');
  tell(state, problem);
  await waitFor(() => expect(stateOf()).toBe(state));
  expect(screen.getByText('42.2')).toBeTruthy();
  expect(screen.getByTestId('tile-state').textContent).toContain(badge);
  if (state === 'failed') expect(screen.getByText(/Line 4, column 2: No such column\./)).toBeTruthy();
});

test('a query that fails before any data shows why', async () => {
  show();
  tell('failed', { code: 'semantic', message: 'No such table.' });
  expect(await screen.findByText('The query failed')).toBeTruthy();
  expect(screen.getByText('No such table.')).toBeTruthy();
});

test('an answer without rows is told from one that has not come', async () => {
  show();
  accept(frameOf({ 'Value:real': [] }, { liveQueryId: 'q' }));
  tell('no-rows');
  expect(await screen.findByText('No rows in this time range')).toBeTruthy();
  expect(stateOf()).toBe('no-rows');
});

test('a paused tile stands still and shows the newest when it goes on', async () => {
  show();
  receive(1);
  await screen.findByText('1.0');
  act(() => client.setPaused(true));
  receive(2, 2);
  expect(stateOf()).toBe('paused');
  expect(screen.getByText('1.0')).toBeTruthy();
  act(() => client.setPaused(false));
  await screen.findByText('2.0');
});

test('a visual that is not known is shown as a table with a notice', async () => {
  show({ ...tile, visual: 'ladderchart' });
  receive(7);
  expect(await screen.findByText(/“ladderchart” is not known/)).toBeTruthy();
});

function show(shown: TileView = tile): void {
  const scheduler = new DrawScheduler({
    requestFrame: (callback) => Number(setTimeout(callback, 0)),
    cancelFrame: (handle) => clearTimeout(handle),
    nowMs: () => performance.now(),
  });
  render(
    <DisplayProvider theme="dark" zone="utc">
      <LiveContext value={{ client, scheduler, visible: new VisibleTiles() }}>
        <NowProvider>
          <TooltipProvider>
            <Tile tile={shown} />
          </TooltipProvider>
        </NowProvider>
      </LiveContext>
    </DisplayProvider>,
  );
}

function receive(value: number, revision = 1): void {
  const frame = frameOf({ 'Value:real': [value] }, { liveQueryId: 'q', revision, asOfMs: 5 });
  accept({ ...frame, trace: { ...frame.trace, newestEnqueuedMs: 3 } });
  tell('live', null, revision);
}

function accept(frame: TileFrame): void {
  act(() => client.tiles.acceptFrame(frame));
}

function tell(state: ServerTileState, problem: Problem | null = null, revision = 1): void {
  const status: TileStatus = {
    liveQueryId: 'q',
    state,
    clocks: { eventMs: nowMs, arrivalMs: nowMs, checkedMs: nowMs },
    problem,
    sinceMs: nowMs,
    revision,
    serverNowMs: nowMs,
  };
  act(() => client.tiles.acceptStatuses([status]));
}

function element(): HTMLElement {
  return screen.getByTestId('tile');
}

function stateOf(): string | undefined {
  return element().dataset.state;
}

/** happy-dom lays nothing out. */
class AlwaysVisible implements Pick<IntersectionObserver, 'observe' | 'unobserve' | 'disconnect'> {
  readonly #callback: IntersectionObserverCallback;

  constructor(callback: IntersectionObserverCallback) {
    this.#callback = callback;
  }

  observe(target: Element): void {
    const entry = { target, isIntersecting: true } as IntersectionObserverEntry;
    this.#callback([entry], this as unknown as IntersectionObserver);
  }

  unobserve(): void {}
  disconnect(): void {}
}
