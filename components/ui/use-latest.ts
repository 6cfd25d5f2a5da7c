'use client';

import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A box with the value of the newest render, for listeners that are added once. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
