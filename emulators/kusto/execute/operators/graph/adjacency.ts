/** A graph by the indices of its nodes: node `i` has edges to `targets[starts[i]]` up to `targets[starts[i + 1]]`. */
export interface Adjacency {
  starts: Int32Array;
  targets: Int32Array;
}

/** `ends` are the indices of source and target of each edge; weak adjacency goes both ways. */
export function adjacencyOf(count: number, ends: Int32Array, kind: 'weak' | 'strong'): Adjacency {
  const starts = new Int32Array(count + 1);
  const each = (visit: (from: number, to: number) => void) => {
    for (let at = 0; at < ends.length; at += 2) {
      const [from, to] = [ends[at] ?? 0, ends[at + 1] ?? 0];
      visit(from, to);
      if (kind === 'weak') visit(to, from);
    }
  };
  each((from) => {
    starts[from + 1] = (starts[from + 1] ?? 0) + 1;
  });
  for (let node = 0; node < count; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const targets = new Int32Array(starts[count] ?? 0);
  each((from, to) => {
    const at = next[from] ?? 0;
    targets[at] = to;
    next[from] = at + 1;
  });
  return { starts, targets };
}
