import { clsx } from 'clsx';
import type { ReactNode, Ref } from 'react';

interface ScrollRegionProps {
  label: string;
  className?: string;
  children: ReactNode;
  ref?: Ref<HTMLElement>;
}

/** A region that scrolls and, as scrolling needs it, can be reached by keyboard. */
export function ScrollRegion({ label, className, children, ref }: ScrollRegionProps) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1 wants scrollable content in reach of the keyboard
      tabIndex={0}
      className={clsx('quiet-scroll overflow-auto', className)}
    >
      {children}
    </section>
  );
}
