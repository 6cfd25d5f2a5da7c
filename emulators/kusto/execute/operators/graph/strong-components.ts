import type { Adjacency } from './adjacency.ts';

const pauseEvery = 1000;

/**
 * For each node one node of its strongly connected component, the same for all of them: Tarjan's algorithm with a stack
 * of its own, since paths may be longer than the call stack.
 */
export async function stronglyConnected(
  count: number,
  { starts, targets }: Adjacency,
  pause: () => Promise<void>,
): Promise<Int32Array> {
  const component = new Int32Array(count).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const next = starts.slice();
  const open: number[] = [];
  let visited = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const path: number[] = [];
    const enter = (node: number) => {
      order[node] = visited;
      low[node] = visited;
      visited += 1;
      open.push(node);
      path.push(node);
    };
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const at = next[node] ?? 0;
      if (at < (starts[node + 1] ?? 0)) {
        const target = targets[at] ?? 0;
        next[node] = at + 1;
        if (order[target] === -1) enter(target);
        else if (component[target] === -1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        if (at % pauseEvery === 0) await pause();
        continue;
      }
      path.pop();
      if (low[node] === order[node]) closeComponent(node, open, component);
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
    }
  }
  return component;
}

function closeComponent(root: number, open: number[], component: Int32Array): void {
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    component[node] = root;
    if (node === root) return;
  }
}
