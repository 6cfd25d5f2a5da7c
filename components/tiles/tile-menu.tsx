'use client';

import { Check, Download, Ellipsis, Maximize2, Table2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { memo } from 'react';

interface TileMenuProps {
  title: string;
  isTable: boolean;
  isExpanded: boolean;
  onTable: (isTable: boolean) => void;
  onExpand: (isExpanded: boolean) => void;
  onDownload: () => void;
}

const item =
  'flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 outline-none data-[highlighted]:bg-line';

export const TileMenu = memo(function TileMenu({
  title,
  isTable,
  isExpanded,
  onTable,
  onExpand,
  onDownload,
}: TileMenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          data-testid="tile-menu"
          aria-label={`Menu of ${title}`}
          className="tile-menu flex size-[22px] shrink-0 items-center justify-center rounded-sm text-text-quiet hover:bg-raised hover:text-text"
        >
          <Ellipsis aria-hidden className="size-4" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="floating min-w-44 p-1 text-xs"
        >
          <DropdownMenu.CheckboxItem className={item} checked={isTable} onCheckedChange={onTable}>
            <Table2 aria-hidden className="size-3.5" /> View as table
            {isTable && <Check aria-hidden className="ml-auto size-3.5" />}
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.CheckboxItem className={item} checked={isExpanded} onCheckedChange={onExpand}>
            <Maximize2 aria-hidden className="size-3.5" /> Expand
            {isExpanded && <Check aria-hidden className="ml-auto size-3.5" />}
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.Item className={item} onSelect={onDownload}>
            <Download aria-hidden className="size-3.5" /> Download rows (CSV)
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
});
