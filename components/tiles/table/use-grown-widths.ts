'use client';

import { useState } from 'react';
import type { TableColumn } from './table-columns.ts';

/** The widest that each column has been, so that columns do not dance with their contents. */
export function useGrownWidths(columns: readonly TableColumn[]): number[] {
  const [grown, setGrown] = useState<ReadonlyMap<string, number>>(new Map());
  const widest = columns.filter(({ column, widthCh }) => widthCh > (grown.get(column.name) ?? 0));
  if (widest.length > 0)
    setGrown(new Map([...grown, ...widest.map(({ column, widthCh }) => [column.name, widthCh] as const)]));
  return columns.map(({ column, widthCh }) => Math.max(widthCh, grown.get(column.name) ?? 0));
}
