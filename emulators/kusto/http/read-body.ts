import type { IncomingMessage } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';
import { KustoError } from '../types/kusto-error.ts';

/** The body of a request, unpacked (gzip, also gzip inside gzip, or deflate). Throws PayloadTooLarge past `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return unpack(Buffer.concat(chunks), request.headers['content-encoding'], maxBytes);
}

/** Unpacks a body by its Content-Encoding. Throws KustoError for damaged or oversized data. */
export function unpack(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  try {
    if (name === 'deflate') return inflateSync(body, { maxOutputLength: maxBytes });
    if (name !== 'gzip')
      throw new KustoError('General_BadRequest', `Content-Encoding '${encoding}' is not supported.`);
    const unpacked = gunzipSync(body, { maxOutputLength: maxBytes });
    const isPackedTwice = unpacked[0] === 0x1f && unpacked[1] === 0x8b;
    return isPackedTwice ? gunzipSync(unpacked, { maxOutputLength: maxBytes }) : unpacked;
  } catch (error) {
    if (error instanceof KustoError) throw error;
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new KustoError('General_BadRequest', `The body is not valid ${name} data.`, { cause: error });
  }
}

function tooLarge(maxBytes: number): KustoError {
  return new KustoError('PayloadTooLarge', `The request payload exceeds the limit of ${maxBytes} bytes.`);
}
