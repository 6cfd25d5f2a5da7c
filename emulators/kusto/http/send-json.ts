import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, gzipSync } from 'node:zlib';

/** Smaller bodies are sent as they are: packing costs more than it saves on loopback. */
const minPackedBytes = 16 * 1024;
/** Larger bodies are sent piece by piece, so that other requests go on meanwhile. */
const maxWholeLength = 1024 * 1024;

/** Sends a JSON body made of pieces, packed when the client accepts gzip and it is large. */
export async function sendJson(
  response: ServerResponse,
  status: number,
  pieces: Iterable<string>,
): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  const accepted = String(response.req.headers['accept-encoding'] ?? '');
  const acceptsGzip = /\bgzip\b/i.test(accepted);
  const iterator = pieces[Symbol.iterator]();
  const head = takeHead(iterator);
  if (head.isAll) sendWhole(response, head.text, acceptsGzip);
  else await sendPieces(response, rest(head.text, iterator), acceptsGzip);
}

function takeHead(iterator: Iterator<string>): { text: string; isAll: boolean } {
  let text = '';
  while (text.length <= maxWholeLength) {
    const next = iterator.next();
    if (next.done === true) return { text, isAll: true };
    text += next.value;
  }
  return { text, isAll: false };
}

function* rest(head: string, iterator: Iterator<string>): Generator<string> {
  yield head;
  for (let next = iterator.next(); next.done !== true; next = iterator.next()) yield next.value;
}

function sendWhole(response: ServerResponse, text: string, acceptsGzip: boolean): void {
  const body = Buffer.from(text);
  const isPacked = acceptsGzip && body.length >= minPackedBytes;
  const payload = isPacked ? gzipSync(body, { level: constants.Z_BEST_SPEED }) : body;
  response.setHeader('Content-Length', payload.length);
  if (isPacked) response.setHeader('Content-Encoding', 'gzip');
  response.end(payload);
}

async function sendPieces(
  response: ServerResponse,
  pieces: Iterable<string>,
  acceptsGzip: boolean,
): Promise<void> {
  const source = Readable.from(pieces, { objectMode: true });
  try {
    if (!acceptsGzip) {
      await pipeline(source, response);
      return;
    }
    response.setHeader('Content-Encoding', 'gzip');
    await pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), response);
  } catch (error) {
    // The client is gone; it does not get the rest.
    if (!response.destroyed) throw error;
  }
}
