/**
 * The partition that a partition key belongs to: Bob Jenkins' lookup3 (hashlittle2) over the key's UTF-8 bytes, both
 * results folded to 16 bits with sign. Event Hubs and its SDKs choose alike, so that keys stay where they are.
 */
export function partitionOfKey(partitionKey: string, partitionCount: number): number {
  const [b, c] = hashLittle2(Buffer.from(partitionKey, 'utf8'));
  const folded = ((b ^ c) << 16) >> 16;
  return Math.abs(folded % partitionCount);
}

const blockBytes = 12;

/** lookup3.c, http://burtleburtle.net/bob/c/lookup3.c, with seeds 0; all arithmetic modulo 2^32. */
function hashLittle2(bytes: Buffer): [b: number, c: number] {
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  let at = 0;
  for (; bytes.length - at > blockBytes; at += blockBytes) {
    [a, b, c] = mix(
      (a + wordAt(bytes, at)) | 0,
      (b + wordAt(bytes, at + 4)) | 0,
      (c + wordAt(bytes, at + 8)) | 0,
    );
  }
  if (at === bytes.length) return [b, c];
  a = (a + wordAt(bytes, at)) | 0;
  b = (b + wordAt(bytes, at + 4)) | 0;
  c = (c + wordAt(bytes, at + 8)) | 0;
  return finish(a, b, c);
}

/** Little-endian; bytes beyond the end count as 0. */
function wordAt(bytes: Buffer, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(a: number, b: number, c: number): [number, number, number] {
  a = (a - c) ^ rotate(c, 4);
  c = (c + b) | 0;
  b = (b - a) ^ rotate(a, 6);
  a = (a + c) | 0;
  c = (c - b) ^ rotate(b, 8);
  b = (b + a) | 0;
  a = (a - c) ^ rotate(c, 16);
  c = (c + b) | 0;
  b = (b - a) ^ rotate(a, 19);
  a = (a + c) | 0;
  c = (c - b) ^ rotate(b, 4);
  b = (b + a) | 0;
  return [a, b, c];
}

function finish(a: number, b: number, c: number): [b: number, c: number] {
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return [b, c];
}
