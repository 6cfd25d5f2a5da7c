import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Headers of every answer. Next puts the nonce of the request's Content-Security-Policy header on the scripts of pages
 * that it renders, which is why the policy is also set on the request.
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  mode: 'development' | 'production',
): void {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), mode);
  request.headers['content-security-policy'] = policy;
  // Next trusts this header to skip its own middleware (CVE-2025-29927); nobody outside may set it.
  delete request.headers['x-middleware-subrequest'];
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
}

/** Style attributes are set by charts and the grid; development evaluates the code that it reloads. */
function contentSecurityPolicy(nonce: string, mode: 'development' | 'production'): string {
  const evaluate = mode === 'development' ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
