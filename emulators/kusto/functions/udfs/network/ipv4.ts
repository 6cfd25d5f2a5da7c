import type { UdfFunction } from '../udf-function.ts';
import { type Ipv4, networkOf, parseIpv4, printIpv4 } from './ipv4-address.ts';

const fullPrefix = { type: 'long', otherwise: '32' } as const;

/** What is not an address gives null. */
export const ipv4Functions: Record<string, UdfFunction> = {
  parse_ipv4: { takes: ['string'], gives: 'long', run: (ip: string) => parsed(ip, 32n) },
  parse_ipv4_mask: { takes: ['string', 'long'], gives: 'long', run: parsed },
  // A number is an address too: as text it has no dots.
  format_ipv4: {
    takes: ['string'],
    optional: [fullPrefix],
    gives: 'string',
    run: (ip: string, prefix: bigint) => formatted(ip, prefix)?.address ?? null,
  },
  format_ipv4_mask: {
    takes: ['string'],
    optional: [fullPrefix],
    gives: 'string',
    run: (ip: string, prefix: bigint) => {
      const found = formatted(ip, prefix);
      return found === null ? null : `${found.address}/${found.prefix}`;
    },
  },
  ipv4_compare: { takes: ['string', 'string'], optional: [fullPrefix], gives: 'long', run: compareIpv4 },
  ipv4_is_match: {
    takes: ['string', 'string'],
    optional: [fullPrefix],
    gives: 'bool',
    run: (left: string, right: string, prefix: bigint) => {
      const order = compareIpv4(left, right, prefix);
      return order === null ? null : order === 0n;
    },
  },
  ipv4_is_in_range: { takes: ['string', 'string'], gives: 'bool', run: isInRange },
  ipv4_is_in_any_range: { takes: ['string'], rest: 'dynamic', gives: 'bool', run: isInAnyRange },
  ipv4_is_private: { takes: ['string'], gives: 'bool', run: isPrivate },
  ipv4_netmask_suffix: {
    takes: ['string'],
    gives: 'long',
    run: (ip: string) => {
      const found = parseIpv4(ip);
      return found === null ? null : BigInt(found.prefix);
    },
  },
  ipv4_range_to_cidr_list: { takes: ['string', 'string'], gives: 'dynamic', run: rangeToCidrList },
};

function parsed(ip: string, prefix: bigint): bigint | null {
  const network = masked(parseIpv4(ip), prefix);
  return network === null ? null : BigInt(network.address);
}

/** The smaller of the two prefixes counts. */
function masked(ip: Ipv4 | null, prefix: bigint): Ipv4 | null {
  if (ip === null || prefix < 0n || prefix > 32n) return null;
  const shorter = Math.min(ip.prefix, Number(prefix));
  return { address: networkOf(ip.address, shorter), prefix: shorter };
}

function formatted(ip: string, prefix: bigint): { address: string; prefix: number } | null {
  const number = /^\d{1,10}$/.test(ip) ? Number(ip) : null;
  const address = number === null ? parseIpv4(ip) : number < 2 ** 32 ? { address: number, prefix: 32 } : null;
  const network = masked(address, prefix);
  return network === null ? null : { address: printIpv4(network.address), prefix: network.prefix };
}

export function compareIpv4(left: string, right: string, prefix: bigint): bigint | null {
  const [first, second] = [parseIpv4(left), parseIpv4(right)];
  if (first === null || second === null || prefix < 0n || prefix > 32n) return null;
  const shortest = Math.min(first.prefix, second.prefix, Number(prefix));
  const [a, b] = [networkOf(first.address, shortest), networkOf(second.address, shortest)];
  return a === b ? 0n : a > b ? 1n : -1n;
}

function isInRange(ip: string, range: string): boolean | null {
  const [address, network] = [parseIpv4(ip), parseIpv4(range)];
  if (address === null || network === null) return null;
  return networkOf(address.address, network.prefix) === networkOf(network.address, network.prefix);
}

function isInAnyRange(ip: string, rangesJson: string): boolean | null {
  return anyRange(textsOf(rangesJson), (range) => isInRange(ip, range));
}

/** True when one range holds the address; else null when one could not be read. */
export function anyRange(ranges: string[], test: (range: string) => boolean | null): boolean | null {
  const results = ranges.map(test);
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

/** The texts among arguments that are texts or arrays of texts. */
export function textsOf(json: string): string[] {
  const values: unknown = JSON.parse(json);
  return Array.isArray(values) ? values.flat().filter((value) => typeof value === 'string') : [];
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

function isPrivate(ip: string): boolean | null {
  return anyRange(privateRanges, (range) => isInRange(ip, range));
}

/** The fewest blocks that hold every address from the first to the last. */
function rangeToCidrList(first: string, last: string): string | null {
  const [start, end] = [parseIpv4(first), parseIpv4(last)];
  if (start === null || end === null || start.address > end.address) return null;
  const blocks: string[] = [];
  for (let address = start.address; address <= end.address; ) {
    let size = 1;
    let prefix = 32;
    while (prefix > 0 && address % (size * 2) === 0 && address + size * 2 - 1 <= end.address) {
      size *= 2;
      prefix -= 1;
    }
    blocks.push(`${printIpv4(address)}/${prefix}`);
    address += size;
  }
  return JSON.stringify(blocks);
}
