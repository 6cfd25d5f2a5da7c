import { semanticError } from '../../types/kql-error.ts';
import type { Plan } from './logical.ts';

/** The plan, whose rows have an order with a meaning. Throws KqlError for one whose rows have none. */
export function serialized(input: Plan, user: string): Plan {
  if (input.isSerialized) return input;
  throw semanticError(
    'SEM0224',
    `Semantic error: SEM0224: ${user} cannot be invoked in the current context. Details: the row set must be serialized.`,
  );
}
