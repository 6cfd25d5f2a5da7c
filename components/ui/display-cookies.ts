import type { ZoneChoice } from './format-time.ts';

export type ThemeChoice = 'dark' | 'light' | 'system';

export const themeCookie = 'tidewatch-theme';
export const zoneCookie = 'tidewatch-zone';

/** Dark unless the viewer chose otherwise: wallboards hang in dim rooms. */
export function readTheme(cookie: string | undefined): ThemeChoice {
  return cookie === 'light' || cookie === 'system' ? cookie : 'dark';
}

export function readZone(cookie: string | undefined): ZoneChoice {
  return cookie === 'utc' ? 'utc' : 'local';
}
