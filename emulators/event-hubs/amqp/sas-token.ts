import { createHmac, timingSafeEqual } from 'node:crypto';

/** A shared access policy: who knows the key may do everything. */
export interface SharedAccessKey {
  name: string;
  key: string;
}

export type SasVerdict = { state: 'valid'; claim: Claim } | { state: 'refused'; description: string };

/** What a token allows: everything at or below `path`, until it expires. */
export interface Claim {
  /** Path of the entity in lower case, without host; empty for the whole namespace. */
  path: string;
  expiresAtMs: number;
}

const prefix = 'SharedAccessSignature ';

/**
 * Checks a shared access signature for `audience` (`sb://host:port/hub/…`).
 * Event Hubs docs, "Authenticate access to Event Hubs resources using shared access signatures".
 */
export function verifySasToken(
  token: string,
  audience: string,
  keys: readonly SharedAccessKey[],
  nowMs: number,
): SasVerdict {
  const fields = token.startsWith(prefix)
    ? new Map(token.slice(prefix.length).split('&').map(splitField))
    : null;
  const [resource, signature, expiry, keyName] = ['sr', 'sig', 'se', 'skn'].map((name) => fields?.get(name));
  if (!resource || !signature || !expiry || !keyName || !/^\d{1,12}$/.test(expiry)) {
    return refuse('MalformedToken: The token is not a shared access signature with sr, sig, se and skn.');
  }
  const policy = keys.find(({ name }) => name === decode(keyName));
  if (!policy || !isSignedBy(policy, resource, expiry, decode(signature))) {
    return refuse('InvalidSignature: The token has an invalid signature.');
  }
  const expiresAtMs = Number(expiry) * 1_000;
  if (expiresAtMs <= nowMs) {
    return refuse(
      `ExpiredToken: The token is expired. Expiration time: '${new Date(expiresAtMs).toISOString()}'.`,
    );
  }
  const [allowed, wanted] = [pathOf(decode(resource)), pathOf(audience)];
  if (!isWithin(wanted, allowed)) {
    return refuse(
      `InvalidAudience: The authorization header contains a token for another resource than '${audience}'.`,
    );
  }
  return { state: 'valid', claim: { path: wanted, expiresAtMs } };
}

/** True when `path` is `scope` or below it; both in lower case and without host. */
export function isWithin(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/** `sb://host:5672/Hub/Partitions/0` → `hub/partitions/0`. The host is not compared: it depends on the client's way here. */
export function pathOf(uri: string): string {
  return uri
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/^\/+|\/+$/g, '')
    .toLowerCase();
}

function isSignedBy(policy: SharedAccessKey, resource: string, expiry: string, signature: string): boolean {
  const expected = createHmac('sha256', policy.key).update(`${resource}\n${expiry}`).digest('base64');
  const [a, b] = [Buffer.from(expected), Buffer.from(signature)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function splitField(field: string): [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function refuse(description: string): SasVerdict {
  return { state: 'refused', description };
}
