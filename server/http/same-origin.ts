import type { IncomingMessage } from 'node:http';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * True for a request whose Host is this machine or the public address: another name that resolves to loopback is a web
 * site's attempt to read the server through its visitor's browser (DNS rebinding).
 */
export function isKnownHost(request: IncomingMessage, publicUrl: URL | null): boolean {
  const host = request.headers.host ?? '';
  if (publicUrl !== null && host === publicUrl.host) return true;
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  return url !== null && loopbackNames.has(url.hostname);
}

/** True for a request from our own pages, and from a program that is no browser and so sends no Origin. */
export function isSameOrigin(request: IncomingMessage, publicUrl: URL | null): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== null && origin === publicUrl.origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
