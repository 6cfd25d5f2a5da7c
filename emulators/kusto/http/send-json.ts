import type { ServerResponse } from 'node:http';
import { constants, gzipSync } from 'node:zlib';

/** Smaller bodies are sent as they are: packing costs more than it saves on loopback. */
const minPackedBytes = 16 * 1024;

/** Sends a JSON body made of pieces, packed when the client accepts gzip and it is large. */
export function sendJson(response: ServerResponse, status: number, pieces: Iterable<string>): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
  const accepted = String(response.req.headers['accept-encoding'] ?? '');
  const isPacked = body.length >= minPackedBytes && /\bgzip\b/i.test(accepted);
  const payload = isPacked ? gzipSync(body, { level: constants.Z_BEST_SPEED }) : body;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', payload.length);
  if (isPacked) response.setHeader('Content-Encoding', 'gzip');
  response.end(payload);
}
