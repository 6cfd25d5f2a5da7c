import type { FunnelCompletionOperator } from '../../compile/plan/plugins/sequences/funnel-sequence-completion.ts';
import type { Cell } from '../cells.ts';
import type { OneInputRun } from './operator.ts';

/** For each period and state the ids that came so far. */
type Counts = number[][];

const pausedRows = 1_000;

/** Counts how far the ids of each bin came in the sequence. Rows come by id, bin and time. */
export const runFunnelCompletion: OneInputRun<FunnelCompletionOperator> = async function* (
  operator,
  input,
  context,
) {
  const places = placesOf(operator.states);
  const bins = new Map<Cell, Counts>();
  let run: { id: Cell; bin: Cell; progress: Progress } | null = null;
  for await (const batch of input.batches) {
    for (const [index, [id = null, bin = null, time = null, state = null]] of batch.entries()) {
      if (run === null || run.id !== id || run.bin !== bin) {
        if (run !== null) count(bins, run.bin, run.progress, operator);
        run = { id, bin, progress: newProgress(operator.states.length) };
      }
      for (const place of places.get(String(state)) ?? []) advance(run.progress, place, BigInt(time ?? 0));
      if (index % pausedRows === 0) await context.pause();
    }
  }
  if (run !== null) count(bins, run.bin, run.progress, operator);
  yield rowsOf(bins, operator);
};

/** How far one id came in one bin. */
interface Progress {
  /** For each state the latest start of a sequence that has come to it. */
  starts: (bigint | null)[];
  /** For each state the least time in which it was reached. */
  spans: (bigint | null)[];
}

function newProgress(count: number): Progress {
  return {
    starts: Array.from({ length: count }, () => null),
    spans: Array.from({ length: count }, () => null),
  };
}

function advance({ starts, spans }: Progress, place: number, time: bigint): void {
  const start = place === 0 ? time : (starts[place - 1] ?? null);
  if (start === null) return;
  const latest = starts[place] ?? null;
  if (latest === null || start > latest) starts[place] = start;
  const span = spans[place] ?? null;
  if (span === null || time - start < span) spans[place] = time - start;
}

/** The places of each state, the last one first: a row moves a sequence on by one place only. */
function placesOf(states: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, state] of states.entries()) places.set(state, [place, ...(places.get(state) ?? [])]);
  return places;
}

function count(
  bins: Map<Cell, Counts>,
  bin: Cell,
  { spans }: Progress,
  { states, periods }: FunnelCompletionOperator,
): void {
  if (spans[0] === null) return;
  const counts = bins.get(bin) ?? periods.map(() => states.map(() => 0));
  bins.set(bin, counts);
  for (const [index, period] of periods.entries()) {
    const own = counts[index] ?? [];
    for (const [place, span] of spans.entries())
      if (span !== null && span <= period) own[place] = (own[place] ?? 0) + 1;
  }
}

function rowsOf(bins: Map<Cell, Counts>, { states, periods }: FunnelCompletionOperator): Cell[][] {
  const sorted = [...bins].sort(([a], [b]) => (BigInt(a ?? 0) < BigInt(b ?? 0) ? -1 : 1));
  return sorted.flatMap(([bin, counts]) =>
    periods.flatMap((period, index) =>
      states.map((state, place): Cell[] => [bin, state, period, BigInt(counts[index]?.[place] ?? 0)]),
    ),
  );
}
