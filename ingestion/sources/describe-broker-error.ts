/** What to tell a person. The SDK throws an AggregateError of its attempts, whose own message is empty. */
export function describeBrokerError(error: Error): string {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const cause = last instanceof Error ? last : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return `The event hub does not answer (${code}): ${cause.message}`;
}
