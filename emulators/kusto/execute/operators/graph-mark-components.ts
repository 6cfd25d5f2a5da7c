import type { GraphComponents } from '../../compile/plan/graph/graph-components.ts';
import type { Cell } from '../cells.ts';
import { adjacencyOf } from './graph/adjacency.ts';
import { connected } from './graph/connected-components.ts';
import { stronglyConnected } from './graph/strong-components.ts';
import { type OperatorContext, type Rows, readAllRows } from './operator.ts';

const pauseEvery = 1000;

/** Gives each node the number of its component, counted from 0 in the order of the nodes. */
export async function* runGraphMarkComponents(
  operator: GraphComponents,
  inputs: readonly Rows[],
  context: OperatorContext,
): AsyncGenerator<Cell[][]> {
  const [nodeRows, edgeRows] = inputs;
  if (nodeRows === undefined || edgeRows === undefined) throw new Error('components: inputs');
  const nodes = await readAllRows(nodeRows, context);
  const edges = await readEnds(edgeRows, nodes, context);
  const adjacency = adjacencyOf(nodes.length, edges, operator.kind);
  const components =
    operator.kind === 'weak'
      ? await connected(nodes.length, adjacency, context.pause)
      : await stronglyConnected(nodes.length, adjacency, context.pause);
  yield* numbered(nodes, components, context);
}

/** Text and null are told apart. */
function identity(key: Cell): string {
  return `${key === null} ${key}`;
}

/** Indices of source and target of each edge, one after the other. */
async function readEnds(rows: Rows, nodes: Cell[][], context: OperatorContext): Promise<Int32Array> {
  const indices = new Map<string, number>();
  for (const [index, [key = null]] of nodes.entries()) {
    indices.set(identity(key), index);
    if (index % pauseEvery === 0) await context.pause();
  }
  const ends: number[] = [];
  const edges = await readAllRows(rows, context);
  for (const [index, [source = null, target = null]] of edges.entries()) {
    const from = indices.get(identity(source));
    const to = indices.get(identity(target));
    if (from !== undefined && to !== undefined) ends.push(from, to);
    if (index % pauseEvery === 0) await context.pause();
  }
  return Int32Array.from(ends);
}

async function* numbered(
  nodes: Cell[][],
  components: Int32Array,
  context: OperatorContext,
): AsyncGenerator<Cell[][]> {
  const numbers = new Map<number, bigint>();
  let batch: Cell[][] = [];
  for (const [index, row] of nodes.entries()) {
    const component = components[index] ?? 0;
    const number = numbers.get(component) ?? BigInt(numbers.size);
    numbers.set(component, number);
    batch.push([...row, number]);
    if (batch.length < pauseEvery) continue;
    yield batch;
    batch = [];
    await context.pause();
  }
  yield batch;
}
