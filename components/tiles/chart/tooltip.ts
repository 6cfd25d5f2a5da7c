import type { ChartTheme } from './chart-theme.ts';

export interface TooltipRow {
  color: string | null;
  name: string;
  value: string;
}

export interface TooltipContent {
  title: string;
  rows: TooltipRow[];
  /** Rows that are not listed. */
  more?: number;
}

/** A tooltip as elements with text nodes only: names and values come from data and are never read as HTML. */
export function tooltipElement({ title, rows, more = 0 }: TooltipContent): HTMLElement {
  const box = element('div', 'tw-tooltip');
  if (title !== '') box.append(element('div', 'tw-tooltip-title', title));
  for (const { color, name, value } of rows) {
    const row = element('div', 'tw-tooltip-row');
    const swatch = element('span', 'tw-tooltip-swatch');
    if (color !== null) swatch.style.background = color;
    row.append(swatch, element('span', 'tw-tooltip-name', name), element('span', 'tw-tooltip-value', value));
    box.append(row);
  }
  if (more > 0) box.append(element('div', 'tw-tooltip-more', `and ${more} more`));
  return box;
}

/** What every tooltip of a chart has in common; its look is in the style sheet. */
export function tooltipBase(theme: ChartTheme) {
  return {
    show: true,
    appendTo: 'body' as const,
    className: 'tw-tooltip-frame',
    transitionDuration: 0,
    backgroundColor: theme.raised,
    borderColor: theme.lineStrong,
    borderWidth: 1,
    padding: 0,
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
  };
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const created = document.createElement(tag);
  created.className = className;
  if (text !== undefined) created.textContent = text;
  return created;
}
