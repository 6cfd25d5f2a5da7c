import type { FrameTrace, TileFrame } from '#shared/live/frame.ts';

/** Detail of the event `tidewatch:drawn` on the window: a frame is on the screen. */
export interface DrawnDetail {
  tileId: string;
  revision: number;
  trace: FrameTrace;
  /** In server milliseconds, as the instants of the trace are. */
  drawnMs: number;
}

/** Says that `frame` is drawn: on the tile's element, and to whoever measures the way from event to pixel. */
export function reportDrawn(element: HTMLElement, tileId: string, frame: TileFrame, drawnMs: number): void {
  const { revision, trace, asOfMs } = frame;
  element.setAttribute('data-revision', String(revision));
  element.setAttribute('data-as-of', String(asOfMs));
  element.setAttribute(
    'data-newest-enqueued',
    trace.newestEnqueuedMs === null ? '' : String(trace.newestEnqueuedMs),
  );
  const detail: DrawnDetail = { tileId, revision, trace, drawnMs };
  window.dispatchEvent(new CustomEvent('tidewatch:drawn', { detail }));
}
