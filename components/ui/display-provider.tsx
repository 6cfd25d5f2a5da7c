'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ThemeChoice } from './display-cookies.ts';
import { themeCookie, zoneCookie } from './display-cookies.ts';
import type { ZoneChoice } from './format-time.ts';
import type { ColorMode } from './tokens.ts';

/** How this viewer wants things shown; kept in cookies, so that the server renders it right at once. */
export interface Display {
  theme: ThemeChoice;
  /** The theme as it is: for `system`, what the system says now. */
  mode: ColorMode;
  zone: ZoneChoice;
  setTheme: (theme: ThemeChoice) => void;
  setZone: (zone: ZoneChoice) => void;
}

const DisplayContext = createContext<Display | null>(null);

export function DisplayProvider(props: { theme: ThemeChoice; zone: ZoneChoice; children: ReactNode }) {
  const [theme, setThemeState] = useState(props.theme);
  const [zone, setZoneState] = useState(props.zone);
  const systemMode = useSystemMode();
  const setTheme = useCallback((choice: ThemeChoice) => {
    document.documentElement.dataset.theme = choice;
    keep(themeCookie, choice);
    setThemeState(choice);
  }, []);
  const setZone = useCallback((choice: ZoneChoice) => {
    keep(zoneCookie, choice);
    setZoneState(choice);
  }, []);
  const mode = theme === 'system' ? systemMode : theme;
  const display = useMemo(
    () => ({ theme, mode, zone, setTheme, setZone }),
    [theme, mode, zone, setTheme, setZone],
  );
  return <DisplayContext value={display}>{props.children}</DisplayContext>;
}

export function useDisplay(): Display {
  const display = useContext(DisplayContext);
  if (!display) throw new Error('useDisplay() needs a DisplayProvider above it.');
  return display;
}

function useSystemMode(): ColorMode {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(lightQuery);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => (matchMedia(lightQuery).matches ? 'light' : 'dark'),
    () => 'dark',
  );
}

const lightQuery = '(prefers-color-scheme: light)';

function keep(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is missing on plain HTTP, where wallboards run
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}
