'use client';

import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Tooltip } from './tooltip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: LucideIcon;
  /** Its name; shown as a tooltip too. */
  label: string;
  isActive?: boolean;
}

export function IconButton({ icon: Icon, label, isActive = false, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button
        type="button"
        aria-label={label}
        className={clsx(
          'flex size-7 shrink-0 items-center justify-center rounded-md text-text-soft hover:bg-raised hover:text-text',
          isActive && 'bg-raised text-text',
          className,
        )}
        {...rest}
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </Tooltip>
  );
}
