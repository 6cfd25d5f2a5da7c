'use client';

import { useState } from 'react';
import { assignSlots } from './series-slots.ts';

/** The lasting places of the series of one chart. */
export function useSlots(names: readonly string[]): readonly string[] {
  const [slots, setSlots] = useState<readonly string[]>([]);
  const next = assignSlots(slots, names);
  if (next !== slots) setSlots(next);
  return next;
}
