import { type QuantityFormat, quantityText } from '../../ui/format-quantity.ts';
import type { TimeSeries } from './time-series.ts';

const namedSeries = 3;

/** One sentence that says of a time chart what a glance would. */
export function describeTimeChart(
  title: string,
  series: readonly TimeSeries[],
  format: QuantityFormat,
): string {
  if (series.length === 0) return `${title}: time chart without data.`;
  const named = series
    .slice(0, namedSeries)
    .map(
      ({ name, last, min, max }) =>
        `${name} now ${quantityText(last, format)}, between ${quantityText(min, format)} and ${quantityText(max, format)}`,
    );
  const more = series.length > namedSeries ? `; and ${series.length - namedSeries} more series` : '';
  return `${title}: time chart. ${named.join('; ')}${more}.`;
}
