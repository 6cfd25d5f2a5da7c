'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { numberAt } from '../frame/cell.ts';
import type { VisualProps } from '../visual-props.ts';
import { nextSort, sortRows, type TableSort } from './sort-rows.ts';
import { type TableColumn, tableColumns } from './table-columns.ts';
import { useGrownWidths } from './use-grown-widths.ts';

const rowHeight = 24;

/** Rows of a frame: sortable, only those in view in the document, numbers to the right. */
export function Table({ tile, frame, zone }: VisualProps) {
  const scroller = useRef<HTMLElement>(null);
  const [sort, setSort] = useState<TableSort | null>(null);
  const columns = useMemo(() => tableColumns(frame, tile.extension, zone), [frame, tile.extension, zone]);
  const rows = useMemo(() => sortRows(frame, sort), [frame, sort]);
  const widths = useGrownWidths(columns);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: rowHeight,
  });
  const gridTemplateColumns = widths.map((ch) => `minmax(${Math.min(ch, 14)}ch, ${ch}fr)`).join(' ');
  return (
    <ScrollRegion ref={scroller} label={tile.title} className="h-full">
      <table
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        className="relative block min-w-max text-xs"
        style={{ height: virtualizer.getTotalSize() + rowHeight }}
      >
        <thead className="sticky top-0 z-10 block border-line-strong border-b bg-surface">
          <tr
            aria-rowindex={1}
            className="grid h-6 items-center gap-x-3 px-1"
            style={{ gridTemplateColumns }}
          >
            {columns.map((column) => (
              <Header
                key={column.column.name}
                column={column}
                sort={sort}
                onSort={() => setSort(nextSort(sort, column.column))}
              />
            ))}
          </tr>
        </thead>
        <tbody className="block">
          {virtualizer.getVirtualItems().map((item) => (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              className="absolute inset-x-0 top-0 grid items-center gap-x-3 border-line border-b px-1 hover:bg-raised"
              style={{ gridTemplateColumns, height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {columns.map((column) => (
                <Cell key={column.column.name} column={column} row={rows[item.index] ?? 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Header(props: { column: TableColumn; sort: TableSort | null; onSort: () => void }) {
  const { column, sort } = props;
  const direction = sort?.column === column.column.name ? sort.direction : null;
  const Arrow = direction === 'ascending' ? ChevronUp : ChevronDown;
  return (
    <th scope="col" aria-sort={direction ?? 'none'} className="min-w-0 font-normal">
      <button
        type="button"
        onClick={props.onSort}
        className={clsx(
          'flex w-full items-center gap-0.5 rounded-sm text-[11px] text-text-quiet hover:text-text',
          column.isNumeric && 'flex-row-reverse',
        )}
      >
        <span className="truncate">{column.title}</span>
        <Arrow aria-hidden className={clsx('size-3 shrink-0', direction === null && 'invisible')} />
      </button>
    </th>
  );
}

function Cell({ column, row }: { column: TableColumn; row: number }) {
  const text = column.text(row);
  const share = column.barMaximum === null ? null : barShare(numberAt(column.column, row), column.barMaximum);
  return (
    <td
      title={text.length > 18 ? text : undefined}
      className={clsx('relative flex h-full min-w-0 items-center', column.isNumeric && 'tabular justify-end')}
    >
      {share !== null && (
        <span
          aria-hidden
          className="absolute inset-y-1 left-0 rounded-xs bg-series-0/35"
          style={{ width: `${share * 100}%` }}
        />
      )}
      <span className="relative truncate">{text}</span>
    </td>
  );
}

function barShare(value: number, maximum: number): number {
  if (!(value > 0) || !(maximum > 0)) return 0;
  return Math.min(1, value / maximum);
}
