import { io, type Socket } from 'socket.io-client';
import type { SourceHealth } from '#shared/health.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import { decodeFrame } from '#shared/live/frame-codec.ts';
import type { TileStatus } from '#shared/live/tile-status.ts';
import type {
  ClientEvents,
  EpisodesAnswer,
  ServerEvents,
  WatchAnswer,
  WatchRequest,
} from '#shared/sockets/events.ts';

/** A browser for tests: keeps the newest frame and status of each live query that it is sent. */
export class TestViewer implements Disposable {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  readonly frames = new Map<string, TileFrame>();
  readonly statuses = new Map<string, TileStatus>();
  sources: SourceHealth[] = [];
  frameCount = 0;
  /** False: frames are taken but never acknowledged. */
  acknowledges = true;

  constructor(url: string) {
    this.socket = io(url, { transports: ['websocket'], forceNew: true });
    this.socket.on('tile:frame', (bytes, received) => {
      const frame = decodeFrame(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
      this.frames.set(frame.liveQueryId, frame);
      this.frameCount += 1;
      if (this.acknowledges) received();
    });
    this.socket.on('tile:status', (statuses) => {
      for (const status of statuses) this.statuses.set(status.liveQueryId, status);
    });
    this.socket.on('sources:changed', (sources) => {
      this.sources = sources;
    });
  }

  async watch(
    request: Partial<WatchRequest> & Pick<WatchRequest, 'dashboardId' | 'tileIds'>,
  ): Promise<WatchAnswer> {
    const defaults: Omit<WatchRequest, 'dashboardId' | 'tileIds'> = {
      viewId: 'view',
      time: { kind: 'relative', durationMs: 300_000 },
      parameters: {},
      held: {},
    };
    const answer: unknown = await this.socket
      .timeout(20_000)
      .emitWithAck('view:watch', { ...defaults, ...request });
    return answer as WatchAnswer;
  }

  /** Watches one tile and returns its live query. */
  async watchTile(dashboardId: string, tileId: string, more: Partial<WatchRequest> = {}): Promise<string> {
    const answer = await this.watch({ dashboardId, tileIds: [tileId], ...more });
    const tile = answer.ok ? answer.tiles[tileId] : undefined;
    if (!tile || !('liveQueryId' in tile))
      throw new Error(`The tile is not shown: ${JSON.stringify(answer)}`);
    return tile.liveQueryId;
  }

  async episodes(): Promise<EpisodesAnswer> {
    const answer: unknown = await this.socket.timeout(20_000).emitWithAck('episodes:watch');
    return answer as EpisodesAnswer;
  }

  [Symbol.dispose](): void {
    this.socket.disconnect();
  }
}
