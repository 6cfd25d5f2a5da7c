'use client';

import { useCallback, useState } from 'react';

/** Which series of a chart the viewer has hidden. */
export function useHidden(names: readonly string[]) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (name: string, which: 'one' | 'only') =>
      setHidden((held) => {
        const others = names.filter((other) => other !== name);
        if (which === 'only') {
          const isOnly = !held.has(name) && others.every((other) => held.has(other));
          return new Set(isOnly ? [] : others);
        }
        const next = new Set(held);
        if (!next.delete(name)) next.add(name);
        return next;
      }),
    [names],
  );
  return [hidden, toggle] as const;
}
