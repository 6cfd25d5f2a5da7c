import type { UdfFunction } from '../udf-function.ts';
import { textsOf } from './ipv4.ts';
import { parseIpv4 } from './ipv4-address.ts';

/** IPv4 addresses inside a text, where they must not touch letters or digits. */
export const ipv4TextFunctions: Record<string, UdfFunction> = {
  has_ipv4: {
    takes: ['string', 'string'],
    gives: 'bool',
    run: (text: string, ip: string) => hasAny(text, [ip]),
  },
  has_any_ipv4: {
    takes: ['string'],
    rest: 'dynamic',
    gives: 'bool',
    run: (text: string, ips: string) => hasAny(text, textsOf(ips)),
  },
  has_ipv4_prefix: {
    takes: ['string', 'string'],
    gives: 'bool',
    run: (text: string, prefix: string) => hasAnyPrefix(text, [prefix]),
  },
  has_any_ipv4_prefix: {
    takes: ['string'],
    rest: 'dynamic',
    gives: 'bool',
    run: (text: string, prefixes: string) => hasAnyPrefix(text, textsOf(prefixes)),
  },
};

function hasAny(text: string, ips: string[]): boolean {
  const wanted = new Set(ips.filter((ip) => !ip.includes('/')).map((ip) => parseIpv4(ip)?.address));
  wanted.delete(undefined);
  return wanted.size > 0 && addressesIn(text).some((address) => wanted.has(parseIpv4(address)?.address));
}

/** A prefix is one to three whole octets with a dot behind each, or a whole address. */
function hasAnyPrefix(text: string, prefixes: string[]): boolean {
  const wanted = prefixes.filter(
    (prefix) => /^(\d{1,3}\.){1,3}$/.test(prefix) || (!prefix.includes('/') && parseIpv4(prefix) !== null),
  );
  return (
    wanted.length > 0 &&
    addressesIn(text).some((address) =>
      wanted.some((prefix) => (prefix.endsWith('.') ? address.startsWith(prefix) : address === prefix)),
    )
  );
}

function addressesIn(text: string): string[] {
  const candidates = text.matchAll(/(?<![\p{L}\p{N}]|\d\.)\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}]|\.\d)/gu);
  return [...candidates].map(([address]) => address).filter((address) => parseIpv4(address) !== null);
}
