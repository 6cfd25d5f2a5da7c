import { expect, test, vi } from 'vitest';
import { RunGate } from './run-gate.ts';

function deferred() {
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { done, finish };
}

const never = new AbortController().signal;

test('no more runs than slots are under way, and the first to come is the first to go on', async () => {
  const gate = new RunGate({ fastSlots: 1, slowSlots: 0, slowAfterMs: 60_000 });
  const order: string[] = [];
  const first = deferred();
  const runs = [
    gate.run(async () => {
      order.push('a');
      await first.done;
    }, never),
    gate.run(async () => void order.push('b'), never),
    gate.run(async () => void order.push('c'), never),
  ];
  await vi.waitFor(() => expect(order).toEqual(['a']));
  first.finish();
  await Promise.all(runs);
  expect(order).toEqual(['a', 'b', 'c']);
});

test('a slow run does not hold up the others', async () => {
  const gate = new RunGate({ fastSlots: 1, slowSlots: 1, slowAfterMs: 5 });
  const slow = deferred();
  const slowRun = gate.run(() => slow.done, never);
  await expect(gate.run(async () => 'done', never)).resolves.toBe('done');
  slow.finish();
  await slowRun;
});

test('with no room for another slow run the others wait', async () => {
  const gate = new RunGate({ fastSlots: 1, slowSlots: 0, slowAfterMs: 1 });
  const slow = deferred();
  let isDone = false;
  const slowRun = gate.run(() => slow.done, never);
  const next = gate.run(async () => {
    isDone = true;
  }, never);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isDone).toBe(false);
  slow.finish();
  await Promise.all([slowRun, next]);
});

test('who gives up waiting takes no slot, and a failed run gives its own back', async () => {
  const gate = new RunGate({ fastSlots: 1, slowSlots: 0, slowAfterMs: 60_000 });
  const first = deferred();
  const running = gate.run(() => first.done, never);
  const giveUp = new AbortController();
  const waiting = gate.run(async () => 'never', giveUp.signal);
  giveUp.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  first.finish();
  await running;
  await expect(gate.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken');
  await expect(gate.run(async () => 'next', never)).resolves.toBe('next');
});
