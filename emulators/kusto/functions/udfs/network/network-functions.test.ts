import { describe, expect, it } from 'vitest';
import { runFunction } from '../test-run.ts';
import { ipv4Functions } from './ipv4.ts';
import { ipv4TextFunctions } from './ipv4-text.ts';
import { ipv6Functions } from './ipv6.ts';

function run(name: string, ...values: (string | bigint | null)[]): unknown {
  return runFunction({ ...ipv4Functions, ...ipv4TextFunctions, ...ipv6Functions }, name, ...values);
}

describe('IPv4 functions', () => {
  it.each([
    ['parse_ipv4', ['192.168.1.1/24'], 3232235776n],
    ['parse_ipv4', ['192.168.1.256'], null],
    ['parse_ipv4', ['192.168.1'], null],
    ['parse_ipv4', ['192.168.1.1/33'], null],
    ['parse_ipv4_mask', ['127.0.0.1', 24n], 2130706432n],
    ['format_ipv4', ['192.168.1.1/24', 32n], '192.168.1.0'],
    ['format_ipv4', ['3232235777', 24n], '192.168.1.0'],
    ['format_ipv4', ['192.168.1.1', -1n], null],
    ['format_ipv4_mask', ['192.168.1.1', 24n], '192.168.1.0/24'],
    ['ipv4_compare', ['192.168.1.1/30', '192.168.1.255/24', 32n], 0n],
    ['ipv4_compare', ['192.168.1.1', '192.168.1.2', 32n], -1n],
    ['ipv4_is_match', ['192.168.1.1', '192.168.1.0', 31n], true],
    ['ipv4_is_match', ['x', '192.168.1.0', 31n], null],
    ['ipv4_is_in_range', ['192.168.1.1', '192.168.1.255/24'], true],
    ['ipv4_is_in_any_range', ['1.1.1.1', '["10.0.0.0/8",["1.1.0.0/16"]]'], true],
    ['ipv4_is_in_any_range', ['1.1.1.1', '["10.0.0.0/8"]'], false],
    ['ipv4_is_private', ['172.31.255.255'], true],
    ['ipv4_is_private', ['127.0.0.1'], false],
    ['ipv4_netmask_suffix', ['127.0.0.1/16'], 16n],
    [
      'ipv4_range_to_cidr_list',
      ['1.1.128.0', '1.1.140.255'],
      '["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"]',
    ],
    ['ipv4_range_to_cidr_list', ['0.0.0.0', '255.255.255.255'], '["0.0.0.0/0"]'],
  ])('%s %o is %s', (name, values, expected) => {
    expect(run(name, ...values)).toBe(expected);
  });

  it.each([
    ['has_ipv4', '05:04:54 127.0.0.1 GET', '127.0.0.1', true],
    ['has_ipv4', '05:04:54 127.0.0.256 GET', '127.0.0.256', false],
    ['has_ipv4', '05:04:54127.0.0.1 GET', '127.0.0.1', false],
    ['has_ipv4', 'it was 127.0.0.1.', '127.0.0.1', true],
    ['has_any_ipv4', 'from 127.0.0.1', '["10.0.0.1",["127.0.0.1"]]', true],
    ['has_ipv4_prefix', '05:04:54 127.0.0.1 GET', '127.0.', true],
    ['has_ipv4_prefix', '05:04:54 127.0.0.1 GET', '127.0', false],
    ['has_ipv4_prefix', '05:04:54 127.0.0.256 GET', '127.0.', false],
    ['has_any_ipv4_prefix', '127.0.0.1', '["192.168.","127."]', true],
  ])('%s(%s, %s) is %s', (name, text, wanted, expected) => {
    expect(run(name, text, wanted)).toBe(expected);
  });
});

describe('IPv6 functions', () => {
  it.each([
    ['parse_ipv6', ['192.168.255.255/24'], '0000:0000:0000:0000:0000:ffff:c0a8:ff00'],
    ['parse_ipv6', ['1::2::3'], null],
    ['parse_ipv6', ['1:2:3:4:5:6:7'], null],
    ['parse_ipv6_mask', ['fe80::85d:e82c:9446:7994/120', 124n], 'fe80:0000:0000:0000:085d:e82c:9446:7900'],
    ['parse_ipv6_mask', ['::192.168.255.255/24', 128n], '0000:0000:0000:0000:0000:0000:c0a8:ff00'],
    ['ipv6_compare', ['fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7998/120', null], 0n],
    ['ipv6_compare', ['fe80::1', 'fe80::2', null], -1n],
    ['ipv6_compare', ['::192.168.1.1/30', '192.168.1.255/24', null], 0n],
    ['ipv6_is_match', ['192.168.1.1', '::ffff:c0a8:0101', null], true],
    ['ipv6_is_match', ['192.168.1.1', '192.168.1.255', 24n], true],
    [
      'ipv6_is_in_range',
      ['a5e:f127:8a9d:146d:e102:b5d3:c755:abcd', 'a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112'],
      true,
    ],
    ['ipv6_is_in_any_range', ['a5e:f127::1', '["0:0:0:0:0:ffff:c0a8:ac/60"]'], false],
  ])('%s %o is %s', (name, values, expected) => {
    expect(run(name, ...values)).toBe(expected);
  });

  it('refuses a prefix whose meaning for IPv4 addresses is open', () => {
    expect(() => run('ipv6_compare', '192.168.1.1', '10.0.0.1', 24n)).toThrow('not supported');
  });
});
