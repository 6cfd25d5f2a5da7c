import { describe, expect, it } from 'vitest';
import type { UdfValue } from '../../udfs.ts';
import { runFunction } from '../test-run.ts';
import { base64Functions } from './base64.ts';
import { codepointFunctions } from './codepoints.ts';
import { hashUdfs } from './hash.ts';
import { parseFunctions } from './parse-text.ts';
import { urlFunctions } from './parse-url.ts';
import { punycodeFunctions } from './punycode.ts';
import { xxHash64 } from './xxhash64.ts';

const functions = {
  ...base64Functions,
  ...codepointFunctions,
  ...parseFunctions,
  ...punycodeFunctions,
  ...urlFunctions,
};

function run(name: string, ...values: UdfValue[]): UdfValue {
  return runFunction(functions, name, ...values);
}

function json(name: string, ...values: UdfValue[]): unknown {
  return JSON.parse(String(run(name, ...values)));
}

describe('hash', () => {
  it('is xxhash64 of a text and of the bytes of a number', () => {
    const [text, long] = hashUdfs.map(({ run: compute }) => compute as (...values: UdfValue[]) => UdfValue);
    expect(text?.('World', 0n)).toBe(1846988464401551951n);
    expect(text?.('World', 100n)).toBe(51n);
    expect(long?.(635556672000000000n, 0n)).toBe(1380966698541616202n);
    expect(() => text?.('World', -1n)).toThrow('positive');
  });

  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
    ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
  ])('of %j agrees with the reference', (text, expected) => {
    expect(xxHash64(new TextEncoder().encode(text))).toBe(expected);
  });
});

describe('base64', () => {
  it.each([
    ['base64_decode_tostring', 'S3VzdG8=', 'Kusto'],
    ['base64_decode_tostring', 'U3RyaW5n0KHR0tGA0L7Rh9C60LA=', null],
    ['base64_decode_tostring', 'S3VzdG8', null],
    ['base64_decode_toarray', 'S3VzdG8=', '[75,117,115,116,111]'],
    ['base64_decode_toguid', 'JpbpECu8dUy7Pv5gbeJXAA==', '10e99626-bc2b-4c75-bb3e-fe606de25700'],
    ['base64_decode_toguid', 'abcd1231', null],
    ['base64_encode_fromarray', '[75,117,115,116,111]', 'S3VzdG8='],
    ['base64_encode_fromarray', '[256]', null],
    ['base64_encode_fromguid', 'ae3133f2-6e22-49ae-b06a-16e6a9b212eb', '8jMxriJurkmwahbmqbIS6w=='],
  ])('%s(%s) is %s', (name, value, expected) => {
    expect(run(name, value)).toBe(expected);
  });
});

describe('Punycode and code points', () => {
  it.each([
    ['punycode_from_string', 'académie-française', 'acadmie-franaise-npb1a'],
    ['punycode_from_string', '艺术', 'cqv902d'],
    ['punycode_to_string', 'acadmie-franaise-npb1a', 'académie-française'],
    ['punycode_to_string', 'é', null],
    ['punycode_domain_to_string', 'Lê Lợi。Thuận Thiên。com', 'xn--L Li-gpa4517b.xn--Thun Thin-s4a7194f.com'],
    ['punycode_domain_from_string', 'xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com', 'Rúyì.Jīngū.Bàng.com'],
    ['unicode_codepoints_from_string', '⒦⒰', '[9382,9392]'],
    ['unicode_codepoints_to_string', '[[75,117],115]', 'Kus'],
    ['unicode_codepoints_to_string', '[55296]', null],
  ])('%s(%s) is %s', (name, value, expected) => {
    expect(run(name, value)).toBe(expected);
  });
});

describe('texts taken apart', () => {
  it('takes a URL apart, relative ones too', () => {
    expect(
      json('parse_url', 'scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment'),
    ).toEqual({
      Scheme: 'scheme',
      Host: 'host',
      Port: '1234',
      Path: '/this/is/a/path',
      Username: 'username',
      Password: 'password',
      'Query Parameters': { k1: 'v1', k2: 'v2' },
      Fragment: 'fragment',
    });
    expect(json('parse_url', '/path?a=b=c&d')).toMatchObject({
      Host: '',
      Path: '/path',
      'Query Parameters': { a: 'b=c', d: '' },
    });
    expect(json('parse_urlquery', 'k1=v1&k2=v2')).toEqual({ 'Query Parameters': { k1: 'v1', k2: 'v2' } });
  });

  it('encodes URLs in lower case', () => {
    expect(run('url_encode', 'https://www.bing.com/hello world')).toBe(
      'https%3a%2f%2fwww.bing.com%2fhello+world',
    );
    expect(run('url_encode_component', 'é hello')).toBe('%c3%a9%20hello');
  });

  it.each([
    ['aa,"b,b",cc,"a ""b""","x\ny"', ['aa', 'b,b', 'cc', 'a "b"', 'x\ny']],
    ['record1,a\nrecord2,x', ['record1', 'a']],
    ['a,,', ['a', '', '']],
  ])('parse_csv(%j)', (text, fields) => {
    expect(json('parse_csv', text)).toEqual(fields);
  });

  it.each([
    ['1.2.3.4', '1000000020000000300000004'],
    ['0.2', '20000000000000000'],
    ['1', '1000000000000000000000000'],
    ['1.2.3.4.5', null],
    ['1.a', null],
  ])('parse_version(%s) is %s', (version, expected) => {
    expect(run('parse_version', version)).toBe(expected);
  });

  it.each([
    [
      'C:\\temp\\file.txt',
      {
        RootPath: 'C:\\',
        DirectoryPath: 'C:\\temp',
        DirectoryName: 'temp',
        Filename: 'file.txt',
        Extension: 'txt',
      },
    ],
    [
      'file://C:/temp/file.txt:some.exe',
      { Scheme: 'file', RootPath: 'C:/', DirectoryPath: 'C:/temp', AlternateDataStreamName: 'some.exe' },
    ],
    [
      '\\\\shared\\users\\file.tar.gz',
      { RootPath: '', DirectoryPath: '\\\\shared\\users', DirectoryName: 'users', Extension: 'gz' },
    ],
    ['/usr/lib/file', { RootPath: '', DirectoryPath: '/usr/lib', Filename: 'file', Extension: '' }],
  ])('parse_path(%s)', (path, parts) => {
    expect(json('parse_path', path)).toMatchObject(parts);
  });

  it.each([
    ['echo "hello world!"', ['echo', 'hello world!']],
    ['"C:\\Program Files\\a.exe" -x "a\\\\" b\\"c  d', ['C:\\Program Files\\a.exe', '-x', 'a\\', 'b"c', 'd']],
    ['run ""', ['run', '']],
  ])('parse_command_line(%s)', (line, expected) => {
    expect(json('parse_command_line', line, 'windows')).toEqual(expected);
  });
});
