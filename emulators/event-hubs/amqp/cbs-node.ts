import type { Message } from 'rhea';
import rhea from 'rhea';
import type { Namespace } from '../hubs/namespace.ts';
import { entityNotFound, invalidPartition, type WireError } from './amqp-errors.ts';
import type { BrokerContext } from './broker-context.ts';
import type { ClientConnection } from './client-connection.ts';
import { readEntityPath } from './entity-path.ts';
import { pathOf, verifySasToken } from './sas-token.ts';

const sasTokenType = 'servicebus.windows.net:sastoken';

/** Answers a request to $cbs: `put-token` shows a token for an audience. AMQP Claims-based Security 1.0. */
export function answerCbsRequest(
  request: Message,
  connection: ClientConnection,
  { keys, clock, namespace }: BrokerContext,
): Message {
  const { operation, type, name } = request.application_properties ?? {};
  if (operation !== 'put-token') return answer(400, `The operation '${operation}' is not supported by $cbs.`);
  if (typeof name !== 'string' || typeof request.body !== 'string') {
    return answer(400, 'A put-token request needs a name and a token.');
  }
  if (type !== sasTokenType) {
    return answer(401, `Tokens of the type '${type}' are not supported here: use a shared access signature.`);
  }
  const verdict = verifySasToken(request.body, name, keys, clock());
  if (verdict.state === 'refused') return answer(401, verdict.description, 'amqp:unauthorized-access');
  const problem = missingEntity(name, namespace);
  if (problem) return answer(problem.statusCode, problem.error.description, problem.error.condition);
  connection.claims.put(verdict.claim);
  return answer(202, 'Accepted');
}

function missingEntity(
  audience: string,
  namespace: Namespace,
): { statusCode: number; error: WireError } | null {
  if (pathOf(audience) === '') return null;
  const entity = readEntityPath(audience);
  const hubName = entity && 'hub' in entity ? entity.hub : hubOfManagement(audience);
  const hub = hubName === null ? null : namespace.find(hubName);
  if (!hub) return { statusCode: 404, error: entityNotFound(audience) };
  if (entity && 'partitionId' in entity && !hub.partition(entity.partitionId)) {
    return { statusCode: 400, error: invalidPartition(hub.partitions.length) };
  }
  return null;
}

/** `sb://host/hub/$management` → `hub`. */
function hubOfManagement(audience: string): string | null {
  return /^([^/]+)\/\$management$/.exec(pathOf(audience))?.[1] ?? null;
}

function answer(statusCode: number, description: string, condition?: string): Message {
  return {
    application_properties: {
      'status-code': rhea.types.wrap_int(statusCode),
      'status-description': description,
      ...(condition === undefined ? {} : { 'error-condition': rhea.types.wrap_symbol(condition) }),
    },
    body: null,
  };
}
