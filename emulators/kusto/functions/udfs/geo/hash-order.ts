/**
 * The order in which Kusto lists cells: that of a C++ `std::unordered_set<std::string>` of GNU's library, reserved for
 * `reserved` members and filled in the given order. Doubles are dropped. Read off the engine's answers.
 */
export function inHashOrder(texts: readonly string[], reserved = texts.length): string[] {
  const buckets = BigInt(bucketCounts.find((count) => count >= reserved) ?? reserved);
  const byBucket = new Map<bigint, string[]>();
  for (const text of new Set(texts)) {
    const bucket = murmurHash(text) % buckets;
    const members = byBucket.get(bucket);
    if (members === undefined) byBucket.set(bucket, [text]);
    else members.push(text);
  }
  return [...byBucket.values()].flat().reverse();
}

/** GNU's libstdc++ takes the next of its primes. */
const bucketCounts = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 103, 109,
  113, 127, 137, 139, 149, 157, 167, 179, 193, 199, 211, 227, 241, 257, 277, 293, 313, 337, 359, 383, 409,
  439, 467, 503, 541, 577, 619, 661, 709, 761, 823, 887, 953, 1031, 1109, 1193, 1289, 1381, 1493, 1613, 1741,
  1879, 2029, 2179, 2357, 2549, 2753, 2971, 3209, 3469, 3739, 4027, 4349, 4703, 5087, 5503, 5953, 6427, 6949,
  7517, 8123, 8783, 9497, 10273,
];

/** Above this many cells, hashing would take longer than a call may. */
export const maxHashOrdered = 5_000;

const mask = (1n << 64n) - 1n;
const factor = 0xc6a4a7935bd1e995n;
const seed = 0xc70f6907n;

/** MurmurHash64A (Austin Appleby) of a text in ASCII. */
function murmurHash(text: string): bigint {
  let hash = seed ^ ((BigInt(text.length) * factor) & mask);
  const whole = text.length - (text.length % 8);
  for (let at = 0; at < whole; at += 8)
    hash = ((hash ^ mixed(littleEndian(text, at, at + 8))) * factor) & mask;
  if (whole < text.length) hash = ((hash ^ littleEndian(text, whole, text.length)) * factor) & mask;
  hash = ((hash ^ (hash >> 47n)) * factor) & mask;
  return hash ^ (hash >> 47n);
}

function mixed(block: bigint): bigint {
  const product = (block * factor) & mask;
  return ((product ^ (product >> 47n)) * factor) & mask;
}

function littleEndian(text: string, from: number, to: number): bigint {
  let value = 0n;
  for (let at = to - 1; at >= from; at--) value = (value << 8n) | BigInt(text.charCodeAt(at) & 0xff);
  return value;
}
