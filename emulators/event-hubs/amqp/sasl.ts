import type { Container } from 'rhea';
import { internalsOf, type RheaConnection, saslMechanismsOf } from './rhea-internals.ts';
import type { SharedAccessKey } from './sas-token.ts';

/** Server side of SASL PLAIN with a shared access policy: name and key instead of user and password. */
class PlainMechanism {
  readonly #keys: readonly SharedAccessKey[];
  /** Read by rhea after `start`: whether the client may go on. */
  outcome: boolean | undefined;

  constructor(keys: readonly SharedAccessKey[]) {
    this.#keys = keys;
  }

  /** RFC 4616: authorization identity, user and password, divided by NUL. */
  start(response: Buffer): void {
    const [, name, key] = response.toString('utf8').split('\0');
    this.outcome = this.#keys.some((policy) => policy.name === name && policy.key === key);
  }
}

/**
 * ANONYMOUS and MSSBCBS let everybody connect, who then needs a token for each entity ($cbs); PLAIN takes the name
 * and the key of a shared access policy.
 */
export function enableSasl(container: Container, keys: readonly SharedAccessKey[]): void {
  const mechanisms = saslMechanismsOf(container);
  mechanisms.enable_anonymous();
  mechanisms.PLAIN = () => new PlainMechanism(keys);
  // The SDKs for .NET and Java name their anonymous start so.
  if (mechanisms.ANONYMOUS) mechanisms.MSSBCBS = mechanisms.ANONYMOUS;
}

/** True when the connection has shown a key and needs no tokens. */
export function hasShownKey(connection: RheaConnection): boolean {
  const sasl = internalsOf(connection).sasl_transport;
  const mechanism = sasl?.selected?.mechanism ?? sasl?.mechanism;
  return mechanism instanceof PlainMechanism && mechanism.outcome === true;
}
