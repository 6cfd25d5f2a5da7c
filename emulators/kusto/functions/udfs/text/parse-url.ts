import type { UdfFunction } from '../udf-function.ts';

/** Parts of URLs as bags; a part that is missing is ''. */
export const urlFunctions: Record<string, UdfFunction> = {
  parse_url: { takes: ['string'], gives: 'dynamic', run: parseUrl },
  parseurl: { takes: ['string'], gives: 'dynamic', run: parseUrl },
  parse_urlquery: { takes: ['string'], gives: 'dynamic', run: parseUrlQuery },
  parseurlquery: { takes: ['string'], gives: 'dynamic', run: parseUrlQuery },
  url_encode: { takes: ['string'], gives: 'string', run: (text: string) => encoded(text, '+') },
  url_encode_component: { takes: ['string'], gives: 'string', run: (text: string) => encoded(text, '%20') },
};

// RFC 3986 appendix B, with the authority in its parts.
const urlPattern =
  /^(?:([^:/?#]+):)?(?:\/\/(?:([^/?#@:]*)(?::([^/?#@]*))?@)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function parseUrl(url: string): string | null {
  const match = urlPattern.exec(url);
  if (match === null) return null;
  const [scheme, username, password, host, port, path, query, fragment] = match
    .slice(1)
    .map((part) => part ?? '');
  const parts = {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: username,
    Password: password,
    'Query Parameters': queryParameters(query ?? ''),
    Fragment: fragment,
  };
  return JSON.stringify(parts);
}

function parseUrlQuery(query: string): string {
  return JSON.stringify({ 'Query Parameters': queryParameters(query) });
}

/** Names and values stay encoded. */
function queryParameters(query: string): Record<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => splitAt(pair, pair.indexOf('='))));
}

function splitAt(pair: string, at: number): [string, string] {
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

/** All but letters, digits and - _ . ~ becomes lower-case %xx of its UTF-8. */
function encoded(text: string, space: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return bytes
    .map((letter) => (letter === ' ' ? space : /[A-Za-z0-9\-_.~]/.test(letter) ? letter : percent(letter)))
    .join('');
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
