import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  tone?: 'quiet' | 'failed';
  /** `h1` where it stands for the whole page. */
  titleAs?: 'p' | 'h1';
}

/** What stands where there is nothing to show: what it is, why, and what will happen. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  tone = 'quiet',
  titleAs: Title = 'p',
}: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 overflow-hidden px-3 text-center">
      <Icon
        aria-hidden
        className={clsx('size-5 shrink-0', tone === 'failed' ? 'text-state-text-high' : 'text-text-quiet')}
        strokeWidth={1.5}
      />
      <Title className="text-[13px] text-text-soft">{title}</Title>
      {children && <div className="max-w-96 text-[11px] text-text-quiet leading-4">{children}</div>}
    </div>
  );
}
