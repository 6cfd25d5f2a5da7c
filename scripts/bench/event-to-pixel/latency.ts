/** One event as its producer stamped it and as the broker took it; clock milliseconds of the same machine. */
export interface SentEvent {
  table: string;
  producedMs: number;
  enqueuedMs: number;
}

/** A tile was drawn; `newestEnqueuedMs` is the newest event of the change that caused its query. */
export interface Draw {
  tileId: string;
  newestEnqueuedMs: number | null;
  ingestedMs: number | null;
  noticedMs: number | null;
  queryStartMs: number;
  queryEndMs: number;
  publishedMs: number;
  drawnMs: number;
}

/**
 * For each event and each tile that reads its table: from the producer's timestamp to the first draw that shows it. An
 * event counts as shown once a draw's query ran after the broker's enqueued time of that event had been ingested, so the
 * figure is never too good. Events must be in the order in which one partition took them.
 */
export function pixelLatencies(events: SentEvent[], draws: Draw[], tablesOfTile: Map<string, string>) {
  const latencies: number[] = [];
  let unseen = 0;
  for (const [tileId, table] of tablesOfTile) {
    const shown = draws.filter((draw) => draw.tileId === tileId).sort((a, b) => a.drawnMs - b.drawnMs);
    let next = 0;
    for (const event of events) {
      if (event.table !== table) continue;
      while (
        next < shown.length &&
        (shown[next]?.newestEnqueuedMs ?? Number.NEGATIVE_INFINITY) < event.enqueuedMs
      )
        next++;
      const draw = shown[next];
      if (draw) latencies.push(draw.drawnMs - event.producedMs);
      else unseen++;
    }
  }
  return { latencies, unseen };
}

/** Milliseconds that each stage took, per draw that new data caused. */
export function stageDurations(draws: Draw[]): Record<string, number[]> {
  const stages: Record<string, number[]> = {
    'broker → Kusto acknowledged': [],
    'acknowledged → server noticed': [],
    'noticed → query sent': [],
    'query sent → answered': [],
    'answered → frame published': [],
    'published → drawn': [],
  };
  for (const draw of draws) {
    const { newestEnqueuedMs, ingestedMs, noticedMs, queryStartMs, queryEndMs, publishedMs, drawnMs } = draw;
    if (newestEnqueuedMs === null || ingestedMs === null || noticedMs === null) continue;
    stages['broker → Kusto acknowledged']?.push(ingestedMs - newestEnqueuedMs);
    stages['acknowledged → server noticed']?.push(noticedMs - ingestedMs);
    stages['noticed → query sent']?.push(queryStartMs - noticedMs);
    stages['query sent → answered']?.push(queryEndMs - queryStartMs);
    stages['answered → frame published']?.push(publishedMs - queryEndMs);
    stages['published → drawn']?.push(drawnMs - publishedMs);
  }
  return stages;
}
