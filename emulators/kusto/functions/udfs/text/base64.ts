import { elementsOf } from '../series/series.ts';
import type { UdfFunction } from '../udf-function.ts';

/** What is not base64, or not of the wanted kind, gives null, as text ''. */
export const base64Functions: Record<string, UdfFunction> = {
  base64_decode_tostring: { takes: ['string'], gives: 'string', run: decodeText },
  base64_decodestring: { takes: ['string'], gives: 'string', run: decodeText },
  base64_decode_toarray: { takes: ['string'], gives: 'dynamic', run: decodeArray },
  base64_decode_toguid: { takes: ['string'], gives: 'guid', run: decodeGuid },
  base64_encode_fromarray: { takes: ['dynamic'], gives: 'string', run: encodeArray },
  base64_encode_fromguid: { takes: ['guid'], gives: 'string', run: encodeGuid },
};

export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Null when the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function decodeText(text: string): string | null {
  const bytes = decodeBase64(text);
  return bytes === null ? null : utf8Text(bytes);
}

function decodeArray(text: string): string | null {
  const bytes = decodeBase64(text);
  return bytes === null ? null : `[${bytes.join(',')}]`;
}

function encodeArray(json: string): string | null {
  const bytes = (elementsOf(json) ?? ['']).map((token) => (/^\d{1,3}$/.test(token) ? Number(token) : 256));
  return bytes.some((byte) => byte > 255) ? null : encodeBase64(Uint8Array.from(bytes));
}

/** The first three groups of a guid are little-endian. */
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function decodeGuid(text: string): string | null {
  const bytes = decodeBase64(text);
  if (bytes === null || bytes.length !== 16) return null;
  const digits = guidOrder.map((place) => (bytes[place] ?? 0).toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function encodeGuid(guid: string): string {
  const digits = guid.replaceAll('-', '').match(/../g) ?? [];
  return encodeBase64(Uint8Array.from(guidOrder, (place) => Number.parseInt(digits[place] ?? '0', 16)));
}
