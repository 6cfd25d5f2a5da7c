/** An IPv4 address as a number from 0 to 2^32 - 1, with the length of its prefix: 32 when none is written. */
export interface Ipv4 {
  address: number;
  prefix: number;
}

/** Reads `a.b.c.d` or `a.b.c.d/n`; null when it is neither. The address keeps the bits beyond the prefix. */
export function parseIpv4(text: string): Ipv4 | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5] ?? 32);
  if (octets.some((octet) => octet > 255) || prefix > 32) return null;
  return { address: octets.reduce((sum, octet) => sum * 256 + octet, 0), prefix };
}

/** The first `prefix` bits of the address. */
export function networkOf(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return address - (address % size);
}

export function printIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
