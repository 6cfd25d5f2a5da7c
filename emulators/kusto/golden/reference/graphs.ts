import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';

/** An edge by the names of its nodes; its number is its place in the list. */
type Edge = [source: string, target: string];
type Direction = 'right' | 'left' | 'any';
type Cycles = 'all' | 'none' | 'unique_edges';

interface Link {
  direction: Direction;
  /** Null for a single edge. */
  range: [min: number, max: number] | null;
}

/** A way through the graph: for each link the edges, in order, and every node that is visited. */
interface Match {
  edges: number[][];
  nodes: string[];
  /** The nodes between the links. */
  stops: string[];
}

const edges = fc.array(
  fc.tuple(fc.constantFrom(...'abcd'), fc.constantFrom(...'abcd')) as fc.Arbitrary<Edge>,
  {
    minLength: 1,
    maxLength: 5,
  },
);
const link: fc.Arbitrary<Link> = fc.record({
  direction: fc.constantFrom<Direction>('right', 'left', 'any'),
  range: fc.option(fc.constantFrom<[number, number]>([0, 1], [0, 2], [1, 1], [1, 3], [2, 3])),
});
const cycles = fc.constantFrom<Cycles>('all', 'none', 'unique_edges');

/** All matches of a sequence of links, found by walking edge by edge. */
function matchesOf(graph: Edge[], links: Link[], option: Cycles): Match[] {
  let found: Match[] = [...new Set(graph.flat())].map((node) => ({
    edges: [],
    nodes: [node],
    stops: [node],
  }));
  for (const { direction, range } of links) {
    const [min, max] = range ?? [1, 1];
    found = found.flatMap((match) => {
      const started: Match = { ...match, edges: [...match.edges, []] };
      return walks(graph, started, direction, max, option)
        .filter((walk) => (walk.edges.at(-1)?.length ?? 0) >= min)
        .map((walk) => ({ ...walk, stops: [...walk.stops, walk.nodes.at(-1) ?? ''] }));
    });
  }
  return found;
}

function walks(graph: Edge[], match: Match, direction: Direction, left: number, option: Cycles): Match[] {
  if (left === 0) return [match];
  const at = match.nodes.at(-1) ?? '';
  const further = graph.flatMap(([source, target], number) => {
    const ends = new Set<string>();
    if (direction !== 'left' && source === at) ends.add(target);
    if (direction !== 'right' && target === at) ends.add(source);
    if (option !== 'all' && match.edges.flat().includes(number)) return [];
    return [...ends]
      .filter((node) => option !== 'none' || !match.nodes.includes(node))
      .flatMap((node) => {
        const edgesNow = [...match.edges.slice(0, -1), [...(match.edges.at(-1) ?? []), number]];
        return walks(
          graph,
          { ...match, edges: edgesNow, nodes: [...match.nodes, node] },
          direction,
          left - 1,
          option,
        );
      });
  });
  return [match, ...further];
}

function patternText(links: Link[]): string {
  const parts = links.map(({ direction, range }, index) => {
    const name = `[e${index}${range === null ? '' : `*${range[0]}..${range[1]}`}]`;
    const edge = { right: `-${name}->`, left: `<-${name}-`, any: `-${name}-` }[direction];
    return `${edge}(n${index + 1})`;
  });
  return `(n0)${parts.join('')}`;
}

function graphText(graph: Edge[]): string {
  const rows = graph.map(([source, target], index) => `"${source}", "${target}", ${index}`);
  return `datatable(s:string, t:string, n:long)[${rows.join(', ')}] | make-graph s --> t with_node_id = id`;
}

function projection(links: Link[]): string {
  const names = Array.from({ length: links.length + 1 }, (_, index) => `n${index}.id`);
  return [...names, ...links.map((_, index) => `e${index}.n`)].join(', ');
}

function rowOf({ stops, edges: parts }: Match, links: Link[]): unknown[] {
  return [...stops, ...parts.map((part, index) => (links[index]?.range === null ? part[0] : part))];
}

function sorted(rows: unknown[][]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

/** Tests of the engine against the evaluations above. */
export function graphProperties(engine: () => TestEngine): void {
  test('graph-match finds what walking edge by edge finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        edges,
        fc.array(link, { minLength: 1, maxLength: 2 }),
        cycles,
        async (graph, links, option) => {
          const answer = await engine().query(
            `${graphText(graph)} | graph-match cycles=${option} ${patternText(links)} project ${projection(links)}`,
          );
          const expected = matchesOf(graph, links, option).map((match) => rowOf(match, links));
          expect(sorted(answer.rows)).toEqual(sorted(expected));
        },
      ),
      { numRuns: 20 },
    );
  });
  test('a filtered last node gives the same matches, found from the other end', async () => {
    await fc.assert(
      fc.asyncProperty(
        edges,
        fc.array(link, { minLength: 1, maxLength: 2 }),
        cycles,
        async (graph, links, option) => {
          const last = links.length;
          const answer = await engine().query(
            `${graphText(graph)} | graph-match cycles=${option} ${patternText(links)} where n${last}.id == "a" project ${projection(links)}`,
          );
          const expected = matchesOf(graph, links, option).filter(({ stops }) => stops.at(-1) === 'a');
          expect(sorted(answer.rows)).toEqual(sorted(expected.map((match) => rowOf(match, links))));
        },
      ),
      { numRuns: 12 },
    );
  });
  test('graph-shortest-paths gives the matches with the fewest edges for each pair of nodes', async () => {
    await fc.assert(
      fc.asyncProperty(edges, link, cycles, async (graph, { direction, range }, option) => {
        const links: Link[] = [{ direction, range: range ?? [1, 4] }];
        const all = matchesOf(graph, links, option);
        const pairOf = ({ stops }: Match) => stops.join(' ');
        const lengthOf = ({ edges: parts }: Match) => parts.flat().length;
        const least = new Map<string, number>();
        for (const match of all)
          least.set(pairOf(match), Math.min(least.get(pairOf(match)) ?? 99, lengthOf(match)));
        const shortest = all.filter((match) => lengthOf(match) === least.get(pairOf(match)));
        const query = (output: string) =>
          engine().query(
            `${graphText(graph)} | graph-shortest-paths output=${output} cycles=${option} ${patternText(links)} project ${projection(links)}`,
          );
        const expected = sorted(shortest.map((match) => rowOf(match, links)));
        expect(sorted((await query('all')).rows)).toEqual(expected);
        const one = await query('any');
        expect(one.rows.map(([from, to]) => `${from} ${to}`).toSorted()).toEqual(
          [...least.keys()].toSorted(),
        );
        expect(expected).toEqual(expect.arrayContaining(sorted(one.rows)));
      }),
      { numRuns: 12 },
    );
  });
  test('graph-mark-components joins the nodes that reach each other', async () => {
    await fc.assert(
      fc.asyncProperty(edges, fc.constantFrom('weak', 'strong'), async (graph, kind) => {
        const nodes = [...new Set(graph.flat())];
        const both: Edge[] = kind === 'weak' ? [...graph, ...graph.map(([s, t]): Edge => [t, s])] : graph;
        const reaches = (from: string, to: string) => {
          const seen = new Set([from]);
          for (const node of seen) for (const [s, t] of both) if (s === node) seen.add(t);
          return seen.has(to);
        };
        const answer = await engine().query(
          `${graphText(graph)} | graph-mark-components kind=${kind} | graph-to-table nodes`,
        );
        const first = nodes.map((node) =>
          nodes.findIndex((other) => reaches(node, other) && reaches(other, node)),
        );
        const numbers = [...new Set(first)];
        expect(answer.rows).toEqual(nodes.map((node, index) => [node, numbers.indexOf(first[index] ?? -1)]));
      }),
      { numRuns: 12 },
    );
  });
}
