import type { Adjacency } from './adjacency.ts';

const pauseEvery = 1000;

/** For each node the first node that is connected with it; adjacency goes both ways. */
export async function connected(
  count: number,
  { starts, targets }: Adjacency,
  pause: () => Promise<void>,
): Promise<Int32Array> {
  const component = new Int32Array(count).fill(-1);
  let visited = 0;
  for (let root = 0; root < count; root++) {
    if (component[root] !== -1) continue;
    component[root] = root;
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
        const target = targets[at] ?? 0;
        if (component[target] !== -1) continue;
        component[target] = root;
        waiting.push(target);
      }
      visited += 1;
      if (visited % pauseEvery === 0) await pause();
    }
  }
  return component;
}
