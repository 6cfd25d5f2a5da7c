import { parseIpv4 } from './ipv4-address.ts';

/** An address of 128 bits with the length of its prefix. An IPv4 address is the one that IPv6 maps it to. */
export interface Ipv6 {
  address: bigint;
  prefix: number;
  /** Written as a.b.c.d alone. */
  isIpv4: boolean;
  /** Written with a.b.c.d at its end, whose prefix then counts from there. */
  isDotted: boolean;
}

const mappedIpv4 = 0xffff_0000_0000n;

/** Reads an IPv6 or IPv4 address with or without `/n`; null when it is neither. */
export function parseIpv6(text: string): Ipv6 | null {
  const [written = '', suffix, ...more] = text.trim().split('/');
  if (more.length > 0 || (suffix !== undefined && !/^\d{1,3}$/.test(suffix))) return null;
  const plain = parseIpv4(written);
  const address = plain === null ? groupsToAddress(written) : mappedIpv4 + BigInt(plain.address);
  if (address === null) return null;
  const isDotted = written.includes('.');
  const length = suffix === undefined ? 128 : Number(suffix) + (isDotted ? 96 : 0);
  return length > 128 ? null : { address, prefix: length, isIpv4: plain !== null, isDotted };
}

function groupsToAddress(written: string): bigint | null {
  const text = withoutDots(written);
  if (text === null) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = tail === undefined ? head : [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return groups.reduce((address, group) => (address << 16n) + BigInt(`0x${group}`), 0n);
}

/** The a.b.c.d at the end as two groups; null when it is no address. */
function withoutDots(written: string): string | null {
  if (!written.includes('.')) return written;
  const start = written.lastIndexOf(':') + 1;
  const ipv4 = start === 0 ? null : parseIpv4(written.slice(start));
  if (ipv4 === null) return null;
  return `${written.slice(0, start)}${Math.floor(ipv4.address / 65_536).toString(16)}:${(ipv4.address % 65_536).toString(16)}`;
}

/** The first `prefix` bits of the address. */
export function ipv6Network(address: bigint, prefix: number): bigint {
  const rest = BigInt(128 - prefix);
  return (address >> rest) << rest;
}

/** Eight groups of four digits. */
export function printIpv6(address: bigint): string {
  return (address.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
}

/** `::a.b.c.d` compares as a.b.c.d. */
export function comparable({ address, isDotted }: Ipv6): bigint {
  return isDotted && address >> 32n === 0n ? address + mappedIpv4 : address;
}
