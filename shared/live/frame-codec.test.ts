import { expect, test } from 'vitest';
import type { TileFrame } from './frame.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';

const frame: TileFrame = {
  liveQueryId: 'q',
  revision: 3,
  asOfMs: 1_000.5,
  startMs: null,
  endMs: null,
  rowCount: 3,
  columns: [
    {
      kind: 'text',
      name: 'Ort',
      type: 'string',
      dictionary: ['Köln', '☃'],
      codes: new Uint32Array([1, 0, 2]),
    },
    {
      kind: 'number',
      name: 'Value',
      type: 'real',
      values: new Float64Array([1.5, Number.NaN, Number.POSITIVE_INFINITY]),
      missing: new Uint8Array([0, 1, 0]),
    },
    { kind: 'number', name: 'Count', type: 'long', values: new Float64Array([1, 2, 3]), missing: null },
    { kind: 'json', name: 'Bag', type: 'dynamic', values: [{ a: [1] }, null, 'x'] },
  ],
  visualization: { visualization: 'timechart' },
  partial: null,
  trace: {
    newestEnqueuedMs: 1,
    ingestedMs: 2,
    noticedMs: 3,
    queryStartMs: 4,
    queryEndMs: 5,
    publishedMs: 6,
  },
};

test('a frame survives the wire', () => {
  expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
});

test.each([1, 3, 4, 7])('a frame is read from any place in a buffer: %i', (offset) => {
  const bytes = encodeFrame(frame);
  const buffer = Buffer.alloc(bytes.byteLength + offset);
  buffer.set(bytes, offset);
  expect(decodeFrame(buffer.subarray(offset))).toEqual(frame);
});

test('a frame without rows is a frame', () => {
  const empty: TileFrame = { ...frame, rowCount: 0, columns: [] };
  expect(decodeFrame(encodeFrame(empty))).toEqual(empty);
});
