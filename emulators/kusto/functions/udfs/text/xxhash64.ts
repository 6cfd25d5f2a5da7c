const mask = (1n << 64n) - 1n;
const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;

/** XXH64 with seed 0, unsigned. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stripes = Math.floor(bytes.length / 32) * 32;
  let hash = (stripes > 0 ? hashStripes(view, stripes) : prime5) + BigInt(bytes.length);
  let at = stripes;
  for (; at + 8 <= bytes.length; at += 8)
    hash = mixed(hash ^ round(0n, view.getBigUint64(at, true)), 27n, prime1, prime4);
  if (at + 4 <= bytes.length) {
    hash = mixed(hash ^ ((BigInt(view.getUint32(at, true)) * prime1) & mask), 23n, prime2, prime3);
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash = mixed(hash ^ ((BigInt(bytes[at] ?? 0) * prime5) & mask), 11n, prime1, 0n);
  return avalanche(hash & mask);
}

function hashStripes(view: DataView, end: number): bigint {
  const lanes = [prime1 + prime2, prime2, 0n, -prime1].map((lane) => lane & mask);
  for (let at = 0; at < end; at += 8) {
    const lane = (at / 8) % 4;
    lanes[lane] = round(lanes[lane] ?? 0n, view.getBigUint64(at, true));
  }
  const merged =
    [1n, 7n, 12n, 18n].reduce((sum, bits, lane) => sum + rotated(lanes[lane] ?? 0n, bits), 0n) & mask;
  return lanes.reduce((hash, lane) => ((hash ^ round(0n, lane)) * prime1 + prime4) & mask, merged);
}

function round(lane: bigint, input: bigint): bigint {
  return (rotated((lane + input * prime2) & mask, 31n) * prime1) & mask;
}

function mixed(hash: bigint, bits: bigint, factor: bigint, term: bigint): bigint {
  return (rotated(hash & mask, bits) * factor + term) & mask;
}

function rotated(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask;
}

function avalanche(value: bigint): bigint {
  let hash = value;
  hash = ((hash ^ (hash >> 33n)) * prime2) & mask;
  hash = ((hash ^ (hash >> 29n)) * prime3) & mask;
  return hash ^ (hash >> 32n);
}
