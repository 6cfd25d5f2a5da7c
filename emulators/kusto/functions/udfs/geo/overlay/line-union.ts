import { unsupported } from '../../../../types/kql-error.ts';
import { type Arc, arcsOfLine } from '../arcs.ts';
import type { Vector } from '../sphere.ts';
import { type Arrangement, arrange, type Piece } from './arrangement.ts';
import { capOf } from './bounds.ts';
import { chained } from './intersection.ts';

/** The arcs of lines cut where they meet, each stretch once. Lines over more than a hemisphere must not touch. */
export function distinctPieces(lines: readonly Vector[][]): Arc[] {
  const arcs = lines.flatMap(arcsOfLine);
  const corners = lines.map((line) => [...new Set(line.map(String))]);
  const touch = new Set(corners.flat()).size < corners.flat().length;
  if (!touch && capOf(lines.flat()).radius > widestRadius) return arcs;
  const arrangement = arrange(arcs.map((arc, id) => ({ ...arc, layer: 0, id })));
  const at = (vertex: number): Vector => arrangement.vertices[vertex] ?? [0, 0, 0];
  return distinct(arrangement.pieces).map(({ from, to }) => ({ from: at(from), to: at(to) }));
}

const widestRadius = 1.5;

/** Lines with the stretches that they share once. Throws where what remains branches. */
export function unitedLines(lines: readonly Vector[][]): Vector[][] {
  const arrangement = arrange(lines.flatMap(arcsOfLine).map((arc, id) => ({ ...arc, layer: 0, id })));
  const pieces = distinct(arrangement.pieces);
  if (branches(pieces, arrangement))
    throw unsupported('geo_union_lines_array() of lines that cross or branch');
  return chained(joinable(pieces), arrangement);
}

function distinct(pieces: Piece[]): Piece[] {
  const byEnds = new Map<string, Piece>();
  for (const piece of pieces.toSorted((a, b) => a.id - b.id)) {
    const key = piece.from < piece.to ? `${piece.from},${piece.to}` : `${piece.to},${piece.from}`;
    const other = byEnds.get(key);
    if (other === undefined) byEnds.set(key, piece);
    else if (other.from !== piece.from)
      throw unsupported('Lines that share a stretch in opposite directions');
  }
  return [...byEnds.values()];
}

/** Whether more than one piece comes to a vertex or leaves it. */
function branches(pieces: Piece[], { vertices }: Arrangement): boolean {
  const [coming, leaving] = [vertices.map(() => 0), vertices.map(() => 0)];
  for (const { from, to } of pieces) {
    coming[to] = (coming[to] ?? 0) + 1;
    leaving[from] = (leaving[from] ?? 0) + 1;
  }
  return [...coming, ...leaving].some((count) => count > 1);
}

/** The pieces in the order of their ways; a way that nothing comes before starts one. */
function joinable(pieces: Piece[]): Piece[] {
  const byStart = new Map(pieces.map((piece) => [piece.from, piece]));
  const ends = new Set(pieces.map(({ to }) => to));
  const ordered: Piece[] = [];
  const follow = (start: Piece) => {
    for (let piece: Piece | undefined = start; piece !== undefined; piece = byStart.get(piece.to)) {
      if (!byStart.delete(piece.from)) return;
      ordered.push({ ...piece, id: ordered.length });
    }
  };
  for (const piece of pieces) if (!ends.has(piece.from)) follow(piece);
  for (const piece of pieces) if (byStart.has(piece.from)) follow(piece);
  return ordered;
}
