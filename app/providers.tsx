'use client';

import type { ReactNode } from 'react';
import { AlertToasts } from '#components/alerts/alert-toasts.tsx';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { NowProvider } from '#components/live/use-now.ts';
import type { ThemeChoice } from '#components/ui/display-cookies.ts';
import { DisplayProvider } from '#components/ui/display-provider.tsx';
import type { ZoneChoice } from '#components/ui/format-time.ts';
import { TooltipProvider } from '#components/ui/tooltip.tsx';

/** What lives as long as the browser's page: the connection, the clock, how things are shown. */
export function Providers(props: { theme: ThemeChoice; zone: ZoneChoice; children: ReactNode }) {
  return (
    <DisplayProvider theme={props.theme} zone={props.zone}>
      <LiveProvider>
        <NowProvider>
          <TooltipProvider>
            {props.children}
            <AlertToasts />
          </TooltipProvider>
        </NowProvider>
      </LiveProvider>
    </DisplayProvider>
  );
}
