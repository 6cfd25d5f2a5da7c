'use client';

import { Tv } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { DashboardView } from '#shared/dashboards/dashboard-view.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';
import type { ParameterValue } from '#shared/sockets/events.ts';
import { Header } from '../header/header.tsx';
import { useLive } from '../live/live-provider.tsx';
import { useView } from '../live/use-view.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { SimulatedLabel } from '../ui/simulated-label.tsx';
import { Grid } from './grid.tsx';
import { PageTabs } from './page-tabs.tsx';
import { PauseButton } from './pause-button.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { TimePicker } from './time-picker.tsx';
import { writeTime } from './time-url.ts';
import { TvStrip } from './tv-strip.tsx';
import { useShortcuts } from './use-shortcuts.ts';

interface DashboardScreenProps {
  dashboard: DashboardView;
  time: TimeSelection;
  pageId: string;
  isTv: boolean;
}

/** Parameters take their defaults on the server. */
const noParameters: Record<string, ParameterValue> = {};

/** A dashboard as operators see it. Time range, page and TV mode are in the address, so that it can be passed on. */
export function DashboardScreen({ dashboard, ...initial }: DashboardScreenProps) {
  const { client } = useLive();
  const [time, setTimeState] = useState(initial.time);
  const [pageId, setPageIdState] = useState(initial.pageId);
  const [isTv, setIsTvState] = useState(initial.isTv);
  const tiles = useMemo(() => dashboard.tiles.filter((tile) => tile.pageId === pageId), [dashboard, pageId]);
  const tileIds = useMemo(
    () => tiles.filter((tile) => tile.markdown === null).map((tile) => tile.id),
    [tiles],
  );
  useView({ dashboardId: dashboard.id, tileIds, time, parameters: noParameters });

  // A pause is of this dashboard: it does not go with its viewer to the next page.
  useEffect(() => () => client.setPaused(false), [client]);

  const setTime = useCallback((chosen: TimeSelection) => {
    setTimeState(chosen);
    replaceQuery((params) => writeTime(params, chosen));
  }, []);
  const setPageId = useCallback((chosen: string) => {
    setPageIdState(chosen);
    replaceQuery((params) => withParam(params, 'page', chosen));
  }, []);
  const setIsTv = useCallback((chosen: boolean) => {
    setIsTvState(chosen);
    replaceQuery((params) => withParam(params, 'tv', chosen ? '1' : null));
    void setFullscreen(chosen);
  }, []);
  const togglePause = () => client.setPaused(!client.isPaused.get());
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  useShortcuts({
    p: togglePause,
    ' ': togglePause,
    f: () => setIsTv(!isTv),
    '?': () => setIsHelpOpen(true),
  });

  if (isTv)
    return (
      <main className="flex h-dvh flex-col gap-1.5 overflow-hidden p-2 pt-1" data-tv="true">
        <TvStrip dashboard={dashboard} time={time} onLeave={() => setIsTv(false)} />
        <Grid tiles={tiles} isTv />
      </main>
    );
  return (
    <>
      <Header />
      <main className="px-3 pb-3">
        <div className="sticky top-11 z-20 -mx-3 flex h-11 items-center gap-2 bg-canvas px-3">
          <h1 className="truncate font-semibold text-[15px]">{dashboard.title}</h1>
          {dashboard.simulated && <SimulatedLabel />}
          <PageTabs pages={dashboard.pages} pageId={pageId} onChange={setPageId} />
          <span className="flex-1" />
          <TimePicker time={time} onChange={setTime} />
          <PauseButton />
          <IconButton icon={Tv} label="TV mode (F)" data-testid="tv-mode" onClick={() => setIsTv(true)} />
        </div>
        <Grid tiles={tiles} isTv={false} />
      </main>
      <ShortcutHelp open={isHelpOpen} onOpenChange={setIsHelpOpen} />
    </>
  );
}

function replaceQuery(change: (params: URLSearchParams) => URLSearchParams): void {
  const query = change(new URLSearchParams(window.location.search)).toString();
  window.history.replaceState(null, '', query === '' ? window.location.pathname : `?${query}`);
}

function withParam(params: URLSearchParams, name: string, value: string | null): URLSearchParams {
  if (value === null) params.delete(name);
  else params.set(name, value);
  return params;
}

/** The browser may refuse; TV mode is then as large as the window. */
async function setFullscreen(isWanted: boolean): Promise<void> {
  try {
    if (isWanted) await document.documentElement.requestFullscreen();
    else if (document.fullscreenElement) await document.exitFullscreen();
  } catch {
    return;
  }
}
