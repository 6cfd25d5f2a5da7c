'use client';

import { clsx } from 'clsx';

interface PageTabsProps {
  pages: readonly { id: string; name: string }[];
  pageId: string;
  onChange: (pageId: string) => void;
}

/** The pages of a dashboard that has more than one. */
export function PageTabs({ pages, pageId, onChange }: PageTabsProps) {
  if (pages.length < 2) return null;
  return (
    <nav aria-label="Pages" className="flex gap-1">
      {pages.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          data-testid="page-tab"
          aria-current={id === pageId ? 'page' : undefined}
          onClick={() => onChange(id)}
          className={clsx(
            'h-7 rounded-md px-2.5 text-[13px] hover:bg-raised',
            id === pageId ? 'bg-raised text-text' : 'text-text-soft',
          )}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
