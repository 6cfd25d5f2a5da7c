import type { IncomingMessage } from 'node:http';

/** The body as text; null when it is larger than allowed, in which case the rest is not read. */
export async function readBody(request: IncomingMessage, largestBytes: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > largestBytes) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > largestBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
