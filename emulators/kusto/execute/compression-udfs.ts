import { crc32, deflateRawSync, gunzipSync, inflateSync } from 'node:zlib';
import { decodeBase64, encodeBase64, utf8Text } from '../functions/udfs/text/base64.ts';
import type { Udf } from '../functions/udfs.ts';

/** A text that decompresses to more than this gives ''. */
const maxTextBytes = 64 * 1024 * 1024;

export const compressionUdfs: Udf[] = [
  {
    name: 'kql_gzip_compress',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => encodeBase64(gzip(Buffer.from(text))),
  },
  {
    name: 'kql_zlib_compress',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => encodeBase64(zlib(Buffer.from(text))),
  },
  {
    name: 'kql_gzip_decompress',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => decompressed(text, gunzipSync),
  },
  {
    name: 'kql_zlib_decompress',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => decompressed(text, inflateSync),
  },
];

function decompressed(
  text: string,
  decompress: (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer,
): string | null {
  const bytes = decodeBase64(text);
  if (bytes === null) return null;
  try {
    return utf8Text(decompress(bytes, { maxOutputLength: maxTextBytes }));
  } catch {
    return null;
  }
}

/** RFC 1952, without a time and of an unknown system. */
function gzip(bytes: Buffer): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]), deflated(bytes), trailer]);
}

/** RFC 1950. */
function zlib(bytes: Buffer): Buffer {
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(adler32(bytes), 0);
  return Buffer.concat([Buffer.from([0x78, 0x01]), deflated(bytes), trailer]);
}

/** What does not shrink is stored as it is, as Kusto does. */
function deflated(bytes: Buffer): Buffer {
  const smaller = deflateRawSync(bytes);
  return smaller.length < bytes.length || bytes.length === 0 || bytes.length > maxStoredBytes
    ? smaller
    : stored(bytes);
}

const maxStoredBytes = 65_535;

/** One block, RFC 1951 §3.2.4. */
function stored(bytes: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(bytes.length, 1);
  header.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([header, bytes]);
}

function adler32(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
