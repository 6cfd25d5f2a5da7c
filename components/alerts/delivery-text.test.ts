import { expect, test } from 'vitest';
import type { DeliveryState } from '#shared/rules/activation.ts';
import { deliverySummary } from './delivery-text.ts';

test('the worst delivery that is not done is named first', () => {
  const summary = deliverySummary([delivery('delivered', 1), delivery('retrying', 2, 'HTTP 503')]);
  expect(summary).toMatchObject({ text: 'Retrying (attempt 3)', isTrouble: true });
  expect(summary.detail).toBe('webhook: delivered, 1 attempt\nwebhook: retrying, 2 attempts, HTTP 503');
});

test('all delivered is no trouble, and neither is nowhere to deliver to', () => {
  expect(deliverySummary([delivery('delivered', 1)])).toMatchObject({ text: 'Delivered', isTrouble: false });
  expect(deliverySummary([])).toMatchObject({ text: 'No destination', isTrouble: false });
});

function delivery(
  state: DeliveryState['state'],
  attempts: number,
  lastError: string | null = null,
): DeliveryState {
  return { destination: 'webhook', activationId: 'a', state, attempts, lastError, atMs: 0 };
}
