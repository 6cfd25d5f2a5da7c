import { expect, test } from 'vitest';
import { chartTheme } from '../chart/chart-theme.ts';
import { frameOf } from '../frame/frame-fixture.ts';
import { stateSegments } from './state-segments.ts';
import { segmentStyle, stateTimelineOption } from './state-timeline-option.ts';

const second = 1_000;

test('equal values in a row are one segment; another value begins the next', () => {
  const set = timeline([0, 2, 4, 6], ['ok', 'ok', 'hot', 'ok']);
  expect(set?.segments.map(({ startMs, endMs, value }) => [startMs, endMs, value])).toEqual([
    [0, 4 * second, 'ok'],
    [4 * second, 6 * second, 'hot'],
    [6 * second, 8 * second, 'ok'],
  ]);
});

test('where rows are missing for longer than usual there is nothing', () => {
  const set = timeline([0, 2, 4, 20, 22], ['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(set?.segments.map(({ startMs, endMs }) => [startMs / second, endMs / second])).toEqual([
    [0, 6],
    [20, 24],
  ]);
});

test('the last segment does not reach beyond the time range', () => {
  const set = timeline([0, 2], ['ok', 'ok'], 3);
  expect(set?.segments.at(-1)?.endMs).toBe(3 * second);
});

test('objects are in natural order, whatever the order of the rows', () => {
  const frame = frameOf({
    'Timestamp:datetime': [0, 0],
    'Core:string': ['Core 10', 'Core 2'],
    'State:string': ['idle', 'busy'],
  });
  const set = stateSegments(frame, {});
  expect(set?.objects).toEqual(['Core 2', 'Core 10']);
  expect(set?.segments.map((one) => [set.objects[one.object], one.value])).toEqual([
    ['Core 2', 'busy'],
    ['Core 10', 'idle'],
  ]);
});

test('without a time column there is no timeline', () => {
  expect(stateSegments(frameOf({ 'A:string': ['x'] }), {})).toBeNull();
});

test('normal is quiet, abnormal has its state colour, and a value that is no state a series colour', () => {
  const theme = chartTheme('dark');
  const extension = { states: { ok: 'normal' as const, hot: 'critical' as const } };
  expect(segmentStyle('ok', extension, [], theme).opacity).toBeLessThan(0.5);
  expect(segmentStyle('hot', extension, [], theme).fill).toBe(theme.state.critical);
  expect(segmentStyle('odd', extension, ['ok', 'odd'], theme).fill).toBe(theme.series[1]);
});

test('the option has one typed row per segment, cut at the start of the range', () => {
  const set = timeline([0, 2, 4], ['ok', 'hot', 'hot']);
  if (!set) throw new Error('segments');
  const option = stateTimelineOption({
    set,
    slots: set.values,
    startMs: second,
    endMs: 6 * second,
    extension: {},
    theme: chartTheme('light'),
    zone: 'utc',
    size: { width: 400, height: 100 },
  });
  const [series] = option.series as { data: Float64Array }[];
  expect([...(series?.data ?? [])]).toEqual([0, second, 2 * second, 0, 0, 2 * second, 6 * second, 1]);
});

function timeline(seconds: number[], states: string[], endSecond: number | null = null) {
  const frame = frameOf(
    {
      'Timestamp:datetime': seconds.map((at) => at * second),
      'SensorId:string': seconds.map(() => 's1'),
      'State:string': states,
    },
    { endMs: endSecond === null ? null : endSecond * second },
  );
  return stateSegments(frame, {});
}
