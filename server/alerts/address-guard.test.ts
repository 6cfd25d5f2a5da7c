import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import { AddressRefusedError, createAddressGuard } from './address-guard.ts';

type Addresses = { address: string; family: number }[];

const answering = (...answers: Addresses[]): LookupFunction => {
  let call = 0;
  return (_host, _options, callback) => {
    const addresses = answers[Math.min(call, answers.length - 1)] ?? [];
    call += 1;
    (callback as (error: null, addresses: Addresses) => void)(null, addresses);
  };
};

function lookUp(lookup: LookupFunction, host: string): Promise<unknown> {
  return new Promise((resolve) => {
    lookup(host, { all: true }, (error, addresses) => resolve(error ?? addresses));
  });
}

const open = [{ address: '93.184.216.34', family: 4 }];

describe('without an allow list', () => {
  test.each([
    'http://127.0.0.1',
    'http://localhost',
    'http://api.localhost',
    'http://2130706433',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://0.0.0.0',
    'http://169.254.169.254/metadata',
    'http://127.0.0.1.',
    'http://①②⑦.0.0.1',
    'https://10.1.2.3',
    'https://192.168.1.1',
    'https://[fe80::1]',
    'https://[fd00::1]',
    'https://[64:ff9b::7f00:1]',
    'file:///etc/passwd',
    'gopher://example.com',
    'http://a@127.0.0.1',
    'https://user:secret@example.com',
    'http://example.com',
  ])('%s is refused before anything is sent', (url) => {
    expect(() => createAddressGuard([]).check(new URL(url))).toThrow(AddressRefusedError);
  });

  test.each(['https://example.com/hook', 'https://93.184.216.34', 'https://[2606:2800:220:1::1]'])(
    '%s may be called',
    (url) => {
      expect(() => createAddressGuard([]).check(new URL(url))).not.toThrow();
    },
  );

  test.each([
    ['10.1.2.3', 4],
    ['::ffff:127.0.0.1', 6],
    ['::ffff:0:7f00:1', 6],
    ['fe80::1%eth0', 6],
    ['not an address', 0],
  ])('a name that resolves to %s is refused', async (address, family) => {
    const guard = createAddressGuard([], answering([...open, { address, family }]));
    expect(await lookUp(guard.lookup, 'evil.example')).toBeInstanceOf(AddressRefusedError);
  });

  test('each look-up is checked, so a second answer that is internal is refused', async () => {
    const guard = createAddressGuard([], answering(open, [{ address: '127.0.0.1', family: 4 }]));
    expect(await lookUp(guard.lookup, 'rebind.example')).toEqual(open);
    expect(await lookUp(guard.lookup, 'rebind.example')).toBeInstanceOf(AddressRefusedError);
  });
});

describe('with an allow list', () => {
  test('a host and port on it may be internal and plain http; another port may not', () => {
    const guard = createAddressGuard(['127.0.0.1:9000', 'receiver.corp']);
    expect(() => guard.check(new URL('http://127.0.0.1:9000/hook'))).not.toThrow();
    expect(() => guard.check(new URL('http://receiver.corp/hook'))).not.toThrow();
    expect(() => guard.check(new URL('http://127.0.0.1:9001/hook'))).toThrow(AddressRefusedError);
  });

  test('a name on it may resolve to an internal address', async () => {
    const inside = [{ address: '10.0.0.7', family: 4 }];
    const guard = createAddressGuard(['receiver.corp'], answering(inside));
    expect(await lookUp(guard.lookup, 'receiver.corp')).toEqual(inside);
  });
});
