'use client';

import { textAt } from '../frame/cell.ts';
import type { VisualProps } from '../visual-props.ts';
import { Markdown } from './markdown.tsx';

/** Markdown from the first text cell of a query's answer. */
export function QueryMarkdown({ tile, frame }: VisualProps) {
  const column = frame.columns.find((candidate) => candidate.kind === 'text');
  return <Markdown label={tile.title} text={column && frame.rowCount > 0 ? textAt(column, 0) : ''} />;
}
