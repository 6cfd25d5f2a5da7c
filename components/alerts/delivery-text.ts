import type { DeliveryState } from '#shared/rules/activation.ts';

export interface DeliverySummary {
  text: string;
  /** What a person should look at. */
  isTrouble: boolean;
  detail: string;
}

const words: Record<DeliveryState['state'], string> = {
  queued: 'Queued',
  delivered: 'Delivered',
  retrying: 'Retrying',
  failed: 'Not delivered',
};

/** The deliveries of an episode in a word or two: the worst that is not done first. */
export function deliverySummary(deliveries: readonly DeliveryState[]): DeliverySummary {
  if (deliveries.length === 0) return { text: 'No destination', isTrouble: false, detail: '' };
  const order: DeliveryState['state'][] = ['failed', 'retrying', 'queued', 'delivered'];
  const state = order.find((candidate) => deliveries.some((one) => one.state === candidate)) ?? 'queued';
  const worst = deliveries.find((one) => one.state === state);
  const attempts = state === 'retrying' && worst ? ` (attempt ${worst.attempts + 1})` : '';
  return {
    text: `${words[state]}${attempts}`,
    isTrouble: state === 'failed' || state === 'retrying',
    detail: deliveries.map(describe).join('\n'),
  };
}

function describe({ destination, state, attempts, lastError }: DeliveryState): string {
  const count = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return `${destination}: ${words[state].toLowerCase()}, ${count}${lastError ? `, ${lastError}` : ''}`;
}
