import type { Payload } from './outgoing-event.ts';
import { internalsOf, type RheaSender } from './rhea-internals.ts';

/** Frame header (8 bytes) and transfer performative (25 bytes) of every transfer that we write. */
const transferBytes = 33;
const maxFrameBytes = 65_536;

/**
 * Writes pre-settled transfers of one link straight to its socket, many at a time. rhea's own queue would write each
 * alone, and blocks all links of a session when one has no credit. Never mix with `sender.send` in a session.
 */
export class TransferWriter {
  readonly #sender: RheaSender;

  constructor(sender: RheaSender) {
    this.#sender = sender;
  }

  /** Number of messages that the receiver has granted. */
  get credit(): number {
    return this.#sender.credit;
  }

  /** Session window in frames, AMQP 1.0 §2.5.6; no flow has come yet when it is 0. */
  get window(): number {
    const { outgoing } = internalsOf(this.#sender.session);
    if (outgoing.remote_window === undefined || outgoing.remote_next_transfer_id === undefined) return 0;
    const inFlight = (outgoing.next_transfer_id - outgoing.remote_next_transfer_id) >>> 0;
    return outgoing.remote_window - inFlight;
  }

  /** True while the socket takes more without buffering in this process. */
  get isWritable(): boolean {
    const { socket } = internalsOf(this.#sender.connection);
    return !socket.destroyed && !socket.writableNeedDrain;
  }

  /** Writes as many of `payloads` as credit and window allow; returns their number. */
  write(payloads: readonly Payload[]): number {
    const maxPayload = this.#maxPayloadBytes();
    const window = this.window;
    let frames = 0;
    let bytes = 0;
    let count = 0;
    for (const payload of payloads.slice(0, this.credit)) {
      const size = sizeOf(payload);
      const needed = Math.max(1, Math.ceil(size / maxPayload));
      if (frames + needed > window) break;
      frames += needed;
      bytes += size + needed * transferBytes;
      count++;
    }
    if (count === 0) return 0;
    internalsOf(this.#sender.connection).socket.write(
      this.#encode(payloads.slice(0, count), bytes, maxPayload),
    );
    return count;
  }

  #encode(payloads: readonly Payload[], bytes: number, maxPayload: number): Buffer {
    const { outgoing, local } = internalsOf(this.#sender.session);
    const out = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (const payload of payloads) {
      const deliveryId = outgoing.next_delivery_id++;
      outgoing.next_pending_delivery = outgoing.next_delivery_id;
      this.#sender.delivery_count++;
      this.#sender.credit--;
      for (const { pieces, size, hasMore } of fragments(payload, maxPayload)) {
        outgoing.next_transfer_id++;
        at = writeTransferHead(out, at, {
          channel: local.channel,
          handle: this.#sender.local.handle,
          deliveryId: deliveryId >>> 0,
          payloadBytes: size,
          hasMore,
        });
        for (const piece of pieces) at += piece.copy(out, at);
      }
    }
    return out;
  }

  #maxPayloadBytes(): number {
    const remote = internalsOf(this.#sender.connection).remote.open?.max_frame_size ?? maxFrameBytes;
    return Math.min(remote, maxFrameBytes) - transferBytes;
  }
}

interface Fragment {
  pieces: Payload;
  size: number;
  hasMore: boolean;
}

function fragments(payload: Payload, maxPayload: number): Fragment[] {
  const size = sizeOf(payload);
  if (size <= maxPayload) return [{ pieces: payload, size, hasMore: false }];
  const whole = Buffer.concat(payload);
  const found: Fragment[] = [];
  for (let at = 0; at < whole.length; at += maxPayload) {
    const piece = whole.subarray(at, at + maxPayload);
    found.push({ pieces: [piece], size: piece.length, hasMore: at + maxPayload < whole.length });
  }
  return found;
}

interface TransferHead {
  channel: number;
  handle: number;
  deliveryId: number;
  payloadBytes: number;
  hasMore: boolean;
}

/** AMQP 1.0 §2.7.5: handle, delivery-id, delivery-tag, message-format 0, settled, more. */
function writeTransferHead(out: Buffer, start: number, head: TransferHead): number {
  let at = out.writeUInt32BE(transferBytes + head.payloadBytes, start);
  at = out.writeUInt16BE(0x0200, at);
  at = out.writeUInt16BE(head.channel, at);
  // Descriptor 0x14, then a list8 of 20 bytes with 6 fields.
  at = out.writeUInt32BE(0x00_53_14_c0, at);
  at = out.writeUInt16BE(0x1406, at);
  at = out.writeUInt8(0x70, at);
  at = out.writeUInt32BE(head.handle, at);
  at = out.writeUInt8(0x70, at);
  at = out.writeUInt32BE(head.deliveryId, at);
  at = out.writeUInt16BE(0xa004, at);
  at = out.writeUInt32BE(head.deliveryId, at);
  at = out.writeUInt8(0x43, at);
  at = out.writeUInt8(0x41, at);
  return out.writeUInt8(head.hasMore ? 0x41 : 0x42, at);
}

function sizeOf(payload: Payload): number {
  let size = 0;
  for (const piece of payload) size += piece.length;
  return size;
}
