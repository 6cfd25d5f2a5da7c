import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '#shared/errors.ts';

const blockedV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

const blockedV6 = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

/** The receiver's address is not one that an alert may be sent to. Nothing was sent. */
export class AddressRefusedError extends AppError {
  override readonly name = 'AddressRefusedError';

  constructor(message: string) {
    super('denied', message);
  }
}

export interface AddressGuard {
  /** Throws AddressRefusedError when the URL may not be called, whatever its host resolves to. */
  check(url: URL): void;
  /** For the connection itself: the addresses that are checked are the ones connected to. */
  lookup: LookupFunction;
}

/**
 * Keeps outgoing calls away from internal addresses, however they are written or resolved, and from plain http. Hosts
 * on the allow list (`host` or `host:port`) are exempt from both.
 */
export function createAddressGuard(
  allowedHosts: readonly string[],
  resolve: LookupFunction = systemLookup as LookupFunction,
): AddressGuard {
  const blocked = blockedAddresses();
  const isBlocked = (address: string) => isBlockedAddress(blocked, address);
  const allowed = new Set(allowedHosts);
  const allowedNames = new Set(allowedHosts.map((host) => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')));
  return {
    check(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        throw new AddressRefusedError(`Alerts are sent over http or https, not ${url.protocol}`);
      }
      if (url.username !== '' || url.password !== '') {
        throw new AddressRefusedError('The URL must not hold a user name or password.');
      }
      const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
      if (allowed.has(url.hostname) || allowed.has(`${url.hostname}:${port}`)) return;
      const name = nameOf(url.hostname);
      if (isIP(name) !== 0 ? isBlocked(name) : isLocalName(name)) throw refusal(url.hostname);
      if (url.protocol === 'http:') {
        throw new AddressRefusedError(
          `${url.hostname} must be called over https, or be in ALERT_ALLOWED_HOSTS.`,
        );
      }
    },
    lookup(hostname, options, callback) {
      resolve(hostname, options, (error, address, family) => {
        const addresses =
          typeof address === 'string' ? [address] : (address ?? []).map((each) => each.address);
        if (error === null && !allowedNames.has(hostname) && addresses.some(isBlocked)) {
          callback(refusal(hostname), address, family);
        } else callback(error, address, family);
      });
    },
  };
}

const refusal = (host: string) =>
  new AddressRefusedError(`${host} is an internal address. To allow it, add it to ALERT_ALLOWED_HOSTS.`);

/** The host without the brackets of IPv6 and the dot of an absolute name. */
function nameOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

function blockedAddresses(): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of blockedV4) list.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of blockedV6) list.addSubnet(net, prefix, 'ipv6');
  return list;
}

function isBlockedAddress(list: BlockList, address: string): boolean {
  const family = isIP(address);
  if (family === 4) return list.check(address, 'ipv4');
  if (family !== 6) return true;
  const normal = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  // IPv4 inside IPv6: the URL parser writes ::ffff:a.b.c.d as two groups.
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(normal);
  if (mapped === null) return normal.startsWith('::ffff:') || list.check(normal, 'ipv6');
  const [high = 0, low = 0] = [mapped[1], mapped[2]].map((group) => Number.parseInt(group ?? '0', 16));
  return list.check([high >> 8, high & 255, low >> 8, low & 255].join('.'), 'ipv4');
}
