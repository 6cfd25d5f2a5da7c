import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { anyRange, compareIpv4, textsOf } from './ipv4.ts';
import { comparable, ipv6Network, parseIpv6, printIpv6 } from './ipv6-address.ts';

const noPrefix = { type: 'long', otherwise: 'NULL' } as const;

/** What is not an address gives null, as text ''. */
export const ipv6Functions: Record<string, UdfFunction> = {
  parse_ipv6: { takes: ['string'], gives: 'string', run: (ip: string) => canonical(ip, 128n) },
  parse_ipv6_mask: { takes: ['string', 'long'], gives: 'string', run: canonical },
  ipv6_compare: {
    takes: ['string', 'string'],
    optional: [noPrefix],
    gives: 'long',
    seesNulls: true,
    run: (a, b, prefix) => compared('ipv6_compare', a, b, prefix),
  },
  ipv6_is_match: {
    takes: ['string', 'string'],
    optional: [noPrefix],
    gives: 'bool',
    seesNulls: true,
    run: (a, b, prefix) => {
      const order = compared('ipv6_is_match', a, b, prefix);
      return order === null ? null : order === 0n;
    },
  },
  ipv6_is_in_range: { takes: ['string', 'string'], gives: 'bool', run: isInRange },
  ipv6_is_in_any_range: {
    takes: ['string'],
    rest: 'dynamic',
    gives: 'bool',
    run: (ip: string, ranges: string) => anyRange(textsOf(ranges), (range) => isInRange(ip, range)),
  },
};

function canonical(ip: string, prefix: bigint): string | null {
  const found = parseIpv6(ip);
  if (found === null || prefix < 0n || prefix > 128n) return null;
  return printIpv6(ipv6Network(found.address, Math.min(found.prefix, Number(prefix))));
}

/** A prefix given for two IPv4 addresses may count from the start of either kind: it matters only when both differ. */
function compared(
  name: string,
  left: string | null,
  right: string | null,
  prefix: bigint | null,
): bigint | null {
  const [first, second] = [parseIpv6(left ?? ''), parseIpv6(right ?? '')];
  if (first === null || second === null || (prefix !== null && (prefix < 0n || prefix > 128n))) return null;
  const shortest = Math.min(first.prefix, second.prefix, Number(prefix ?? 128n));
  const [a, b] = [ipv6Network(comparable(first), shortest), ipv6Network(comparable(second), shortest)];
  const order = a === b ? 0n : a > b ? 1n : -1n;
  if (
    first.isIpv4 &&
    second.isIpv4 &&
    prefix !== null &&
    prefix <= 32n &&
    compareIpv4(left ?? '', right ?? '', prefix) !== order
  ) {
    throw unsupported(`${name}() of the IPv4 addresses '${left}' and '${right}' with the prefix ${prefix}`);
  }
  return order;
}

function isInRange(ip: string, range: string): boolean | null {
  const [address, network] = [parseIpv6(ip), parseIpv6(range)];
  if (address === null || network === null) return null;
  return (
    ipv6Network(comparable(address), network.prefix) === ipv6Network(comparable(network), network.prefix)
  );
}
