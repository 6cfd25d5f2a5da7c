import { expect, test } from 'vitest';
import { DrawScheduler, type FrameClock } from './draw-scheduler.ts';

test('the latest draw of a tile wins and each tile is drawn once per frame', () => {
  const clock = new ManualClock();
  const scheduler = new DrawScheduler(clock);
  const drawn: string[] = [];
  scheduler.request('a', () => drawn.push('a1'));
  scheduler.request('a', () => drawn.push('a2'));
  scheduler.request('b', () => drawn.push('b1'));
  clock.frame();
  expect(drawn).toEqual(['a2', 'b1']);
});

test('draws beyond the budget wait for the next frame, in order', () => {
  const clock = new ManualClock();
  const scheduler = new DrawScheduler(clock);
  const drawn: string[] = [];
  for (const id of ['a', 'b', 'c']) {
    scheduler.request(id, () => {
      drawn.push(id);
      clock.spend(5);
    });
  }
  clock.frame();
  expect(drawn).toEqual(['a', 'b']);
  clock.frame();
  expect(drawn).toEqual(['a', 'b', 'c']);
});

test('a tile whose draw is dear is drawn less often', () => {
  const clock = new ManualClock();
  const scheduler = new DrawScheduler(clock);
  let count = 0;
  const draw = () => {
    count++;
    clock.spend(40);
  };
  scheduler.request('a', draw);
  clock.frame();
  scheduler.request('a', draw);
  clock.spend(300);
  clock.frame();
  expect(count).toBe(1);
  clock.spend(300);
  clock.frame();
  expect(count).toBe(2);
});

test('where frames come late the turn is longer', () => {
  const clock = new ManualClock();
  const scheduler = new DrawScheduler(clock);
  const drawn: string[] = [];
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    scheduler.request(id, () => {
      drawn.push(id);
      clock.spend(10);
    });
  }
  clock.spend(60);
  clock.frame();
  expect(drawn).toEqual(['a', 'b', 'c']);
});

test('a disposed scheduler draws nothing', () => {
  const clock = new ManualClock();
  const scheduler = new DrawScheduler(clock);
  let count = 0;
  scheduler.request('a', () => count++);
  scheduler[Symbol.dispose]();
  clock.frame();
  expect(count).toBe(0);
});

class ManualClock implements FrameClock {
  #nowMs = 1_000;
  #callback: (() => void) | null = null;

  requestFrame(callback: () => void): number {
    this.#callback = callback;
    return 1;
  }

  cancelFrame(): void {
    this.#callback = null;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  spend(ms: number): void {
    this.#nowMs += ms;
  }

  frame(): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.();
  }
}
