import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  tone?: 'quiet' | 'failed';
}

/** What stands where there is nothing to show: what it is, why, and what will happen. */
export function EmptyState({ icon: Icon, title, children, tone = 'quiet' }: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 overflow-hidden px-3 text-center">
      <Icon
        aria-hidden
        className={clsx('size-5 shrink-0', tone === 'failed' ? 'text-state-text-high' : 'text-text-quiet')}
        strokeWidth={1.5}
      />
      <p className="text-[13px] text-text-soft">{title}</p>
      {children && <div className="max-w-96 text-[11px] text-text-quiet leading-4">{children}</div>}
    </div>
  );
}
