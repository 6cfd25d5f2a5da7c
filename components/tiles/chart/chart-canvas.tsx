'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { type Chart, type ChartOption, createChart, drawChart } from './echarts.ts';
import type { ChartSize } from './size.ts';

interface ChartCanvasProps {
  /** Makes the option for the size that the canvas has; called whenever it or the size changes. */
  optionFor: (size: ChartSize) => ChartOption | null;
  /** One sentence for those who cannot see the canvas. */
  label: string;
  onReady?: (chart: Chart | null) => void;
}

/** A canvas that fills its place. It owns its chart, follows its size and draws in the layout phase. */
export function ChartCanvas({ optionFor, label, onReady }: ChartCanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(optionFor);

  useLayoutEffect(() => {
    const host = element.current;
    if (!host) return;
    const created = createChart(host);
    chart.current = created;
    onReady?.(created);
    const observer = new ResizeObserver(() => {
      if (host.clientWidth === created.getWidth() && host.clientHeight === created.getHeight()) return;
      created.resize();
      draw(created, host, latest.current);
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
      onReady?.(null);
      created.dispose();
      chart.current = null;
    };
  }, [onReady]);

  useLayoutEffect(() => {
    latest.current = optionFor;
    if (chart.current && element.current) draw(chart.current, element.current, optionFor);
  }, [optionFor]);

  useEffect(() => {
    const hide = () => chart.current?.dispatchAction({ type: 'hideTip' });
    window.addEventListener('scroll', hide, { passive: true });
    return () => window.removeEventListener('scroll', hide);
  }, []);

  return <div ref={element} role="img" aria-label={label} className="h-full w-full min-h-0 min-w-0" />;
}

function draw(chart: Chart, host: HTMLElement, optionFor: ChartCanvasProps['optionFor']): void {
  const size = { width: host.clientWidth, height: host.clientHeight };
  if (size.width < 8 || size.height < 8) return;
  const option = optionFor(size);
  if (option) drawChart(chart, option);
}
