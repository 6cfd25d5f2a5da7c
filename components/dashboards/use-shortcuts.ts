'use client';

import { useEffect } from 'react';
import { useLatest } from '../ui/use-latest.ts';

/** Keys of the page, by `event.key` in lower case. They rest while a control that takes keys has the focus. */
export function useShortcuts(shortcuts: Record<string, () => void>): void {
  const latest = useLatest(shortcuts);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (target instanceof HTMLElement && takesKey(target, event.key)) return;
      const act = latest.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [latest]);
}

function takesKey(element: HTMLElement, key: string): boolean {
  if (element.isContentEditable || element.closest('input, textarea, select, [role="menu"], [role="dialog"]'))
    return true;
  return key === ' ' && element.closest('button, a, [tabindex]') !== null;
}
