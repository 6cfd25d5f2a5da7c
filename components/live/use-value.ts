'use client';

import { useSyncExternalStore } from 'react';
import type { ValueStore } from './value-store.ts';

/** The value of a store that holds its initial value while the page is rendered on the server. */
export function useValue<T>(store: ValueStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
