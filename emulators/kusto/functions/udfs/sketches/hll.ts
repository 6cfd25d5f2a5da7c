import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { decodeBase64, encodeBase64 } from '../text/base64.ts';

/**
 * A HyperLogLog sketch (Flajolet et al. 2007): the hashes themselves while they are few, which counts exactly, else one
 * register for each value of a hash's first `bits` bits with the greatest rank of the bits after them.
 */
export interface Hll {
  bits: number;
  /** Null when there are registers. */
  hashes: Set<bigint> | null;
  registers: Uint8Array | null;
}

/** A sketch with more hashes turns them into registers. */
export const maxHashes = 1024;
/** JSON text of sketches that are merged at once. */
const maxTextLength = 32 * 1024 * 1024;

export function newHll(bits: number, hashes: Iterable<bigint>): Hll {
  const sketch: Hll = { bits, hashes: new Set(hashes), registers: null };
  if ((sketch.hashes?.size ?? 0) > maxHashes) toRegisters(sketch);
  return sketch;
}

/** From `index * 64 + rank` of each hash. */
export function hllOfCodes(bits: number, codes: Iterable<number>): Hll {
  const registers = new Uint8Array(2 ** bits);
  for (const code of codes) raise(registers, Math.floor(code / 64), code % 64);
  return { bits, hashes: null, registers };
}

/** `[[1024, bits], hashes as strings, registers in base64]`. */
export function printHll({ bits, hashes, registers }: Hll): string {
  const few = hashes === null ? [] : [...hashes].map((hash) => hash.toString());
  return JSON.stringify([[maxHashes, bits], few, registers === null ? [] : [encodeBase64(registers)]]);
}

/** The sketches of a JSON array; nulls are left out. Throws KqlError when an element is not a sketch. */
export function parseHlls(text: string): Hll[] {
  if (text.length > maxTextLength) throw unsupported('hll_merge() of so many or so exact sketches');
  return (JSON.parse(text) as unknown[]).filter((value) => value !== null).map(readHll);
}

function readHll(value: unknown): Hll {
  const [shape, few, dense] = Array.isArray(value) ? (value as unknown[]) : [];
  const bits = Array.isArray(shape) ? Number(shape[1]) : Number.NaN;
  if (!Array.isArray(few) || !Array.isArray(dense) || !Number.isInteger(bits) || bits < 4 || bits > 18)
    throw notSketch();
  if (dense.length === 0) return newHll(bits, few.map(hashOf));
  const registers = decodeBase64(String(dense[0]));
  if (registers?.length !== 2 ** bits) throw notSketch();
  return { bits, hashes: null, registers };
}

function hashOf(text: unknown): bigint {
  if (typeof text !== 'string' || !/^-?\d{1,20}$/.test(text)) throw notSketch();
  return BigInt.asIntN(64, BigInt(text));
}

function notSketch(): Error {
  return semanticError('SEM0025', 'a value is not the result of hll()');
}

/** The sketch of everything that any of them has seen, as exact as the least exact one. */
export function mergeHlls(sketches: Hll[]): Hll | null {
  if (sketches.length === 0) return null;
  const bits = Math.min(...sketches.map((sketch) => sketch.bits));
  const merged: Hll = { bits, hashes: new Set(), registers: null };
  for (const sketch of sketches) addSketch(merged, sketch);
  return merged;
}

function addSketch(target: Hll, { bits, hashes, registers }: Hll): void {
  if (registers !== null) {
    const own = toRegisters(target);
    for (const [index, rank] of registers.entries()) {
      if (rank > 0) raiseFolded(own, index, rank, bits - target.bits, 64 - bits);
    }
  } else if (target.hashes === null) {
    const own = toRegisters(target);
    for (const hash of hashes ?? []) raiseByHash(own, hash, target.bits);
  } else {
    for (const hash of hashes ?? []) target.hashes.add(hash);
    if (target.hashes.size > maxHashes) toRegisters(target);
  }
}

function toRegisters(sketch: Hll): Uint8Array {
  if (sketch.registers !== null) return sketch.registers;
  const registers = new Uint8Array(2 ** sketch.bits);
  for (const hash of sketch.hashes ?? []) raiseByHash(registers, hash, sketch.bits);
  sketch.registers = registers;
  sketch.hashes = null;
  return registers;
}

function raise(registers: Uint8Array, index: number, rank: number): void {
  if (rank > (registers[index] ?? 0)) registers[index] = rank;
}

function raiseByHash(registers: Uint8Array, hash: bigint, bits: number): void {
  const all = BigInt.asUintN(64, hash);
  const rest = all & ((1n << BigInt(64 - bits)) - 1n);
  raise(registers, Number(all >> BigInt(64 - bits)), 64 - bits - rest.toString(2).length + 1);
}

/** The last `dropped` bits of the index belong to the rest now. */
function raiseFolded(
  registers: Uint8Array,
  index: number,
  rank: number,
  dropped: number,
  rest: number,
): void {
  const low = index & (2 ** dropped - 1);
  const folded = low === 0 ? Math.min(rank + dropped, rest + dropped) : Math.clz32(low) - (32 - dropped) + 1;
  raise(registers, index >>> dropped, folded);
}

/** Distinct values seen; of registers by Ertl's improved estimator (arXiv 1702.01284, algorithm 6). */
export function countHll({ bits, hashes, registers }: Hll): bigint {
  if (registers === null) return BigInt(hashes?.size ?? 0);
  const size = registers.length;
  const ranks = 64 - bits;
  const counts = new Array<number>(ranks + 2).fill(0);
  for (const rank of registers) counts[rank] = (counts[rank] ?? 0) + 1;
  let z = size * tau(1 - (counts[ranks + 1] ?? 0) / size);
  for (let rank = ranks; rank >= 1; rank--) z = 0.5 * (z + (counts[rank] ?? 0));
  z += size * sigma((counts[0] ?? 0) / size);
  return BigInt(Math.round(size ** 2 / (2 * Math.LN2 * z)));
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z, before] = [share, 1, share, -1];
  while (z !== before) {
    before = z;
    x *= x;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z, before] = [share, 1, 1 - share, -1];
  while (z !== before) {
    before = z;
    x = Math.sqrt(x);
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
