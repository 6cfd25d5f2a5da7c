import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { KustoError } from '../types/kusto-error.ts';

const partBytes = 128 * 1024;

/**
 * The text of a file in parts; gzip is unpacked, a byte order mark left out. Throws KustoError for damaged gzip data and
 * for what is not UTF-8. The file stays open.
 */
export async function* readText(file: FileHandle): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of bytesOf(file, await isGzip(file))) yield decoded(decoder, bytes);
  yield decoded(decoder);
}

async function* bytesOf(file: FileHandle, isPacked: boolean): AsyncGenerator<Buffer> {
  const bytes = file.createReadStream({ start: 0, autoClose: false, highWaterMark: partBytes });
  const unpacked = isPacked
    ? pipeline(bytes, createGunzip({ chunkSize: partBytes }), () => {
        // The reader of the stream gets the error.
      })
    : bytes;
  try {
    for await (const part of unpacked as AsyncIterable<Buffer>) yield part;
  } catch (error) {
    if (isPacked) throw malformed('it is not valid gzip data', error);
    throw error;
  } finally {
    bytes.destroy();
  }
}

async function isGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

function decoded(decoder: TextDecoder, bytes?: Buffer): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw malformed('it is not valid UTF-8', error);
  }
}

function malformed(reason: string, cause: unknown): KustoError {
  return new KustoError('BadRequest_InvalidData', `The data is malformed: ${reason}.`, { cause });
}
