import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted, in the text format of Prometheus. One per process. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #runs: Counter<'cause' | 'outcome'>;
  readonly #runSeconds: Histogram;
  readonly #frames: Counter;
  readonly #frameBytes: Counter;
  readonly #sockets: Gauge;
  readonly #liveQueries: Gauge<'state'>;
  readonly #refusals: Counter<'reason'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#runs = new Counter({
      name: 'tidewatch_live_query_runs_total',
      help: 'Runs of live queries by what caused them and what came of it.',
      labelNames: ['cause', 'outcome'],
      registers,
    });
    this.#runSeconds = new Histogram({
      name: 'tidewatch_live_query_run_seconds',
      help: 'How long a run of a live query took, from request to answer.',
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers,
    });
    this.#frames = new Counter({
      name: 'tidewatch_frames_sent_total',
      help: 'Frames sent to browsers.',
      registers,
    });
    this.#frameBytes = new Counter({
      name: 'tidewatch_frame_bytes_sent_total',
      help: 'Bytes of the frames sent to browsers.',
      registers,
    });
    this.#sockets = new Gauge({ name: 'tidewatch_sockets', help: 'Browsers that are connected.', registers });
    this.#liveQueries = new Gauge({
      name: 'tidewatch_live_queries',
      help: 'Live queries: watched by somebody, or kept for viewers who come back.',
      labelNames: ['state'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'tidewatch_socket_refusals_total',
      help: 'What browsers sent and the server did not take.',
      labelNames: ['reason'],
      registers,
    });
  }

  recordRun({ cause, outcome, durationMs }: { cause: string; outcome: string; durationMs: number }): void {
    this.#runs.inc({ cause, outcome });
    this.#runSeconds.observe(durationMs / 1_000);
  }

  recordFrame(sizeBytes: number): void {
    this.#frames.inc();
    this.#frameBytes.inc(sizeBytes);
  }

  recordRefusal(reason: 'invalid' | 'rate' | 'failed' | 'origin'): void {
    this.#refusals.inc({ reason });
  }

  setSockets(count: number): void {
    this.#sockets.set(count);
  }

  setLiveQueries({ watched, kept }: { watched: number; kept: number }): void {
    this.#liveQueries.set({ state: 'watched' }, watched);
    this.#liveQueries.set({ state: 'kept' }, kept);
  }

  async print(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
