import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../send/message.ts';
import { readCatalogue } from './catalogue.ts';
import { dueEarthquakes, usualSpeed } from './replay.ts';

const catalogue = readCatalogue();
const nowMs = Date.parse('2024-05-01T12:00:00Z');
const idsOf = (messages: readonly Message[]) =>
  messages.map(({ body }) => Reflect.get(body, 'EventId') as string);

describe('the replay of earthquakes', () => {
  it('has the whole week as it was recorded', async () => {
    const events = await catalogue;
    expect(events).toHaveLength(1_707);
    expect(events.at(-1)).toEqual({
      id: 'ci37868143',
      occurredMs: Date.parse('2018-02-07T01:26:13.840Z'),
      magnitude: 2,
      place: '4km W of Castaic, CA',
      type: 'earthquake',
      longitude: -118.6671667,
      latitude: 34.4945,
      depthKm: 26.49,
    });
  });

  it('shows every event of the week once in a round, each with an id of its own', async () => {
    const events = await catalogue;
    const spanMs = (events.at(-1)?.occurredMs ?? 0) - (events[0]?.occurredMs ?? 0);
    const roundMs = (spanMs + 3_600_000) / usualSpeed;
    const ids = idsOf(
      dueEarthquakes(events, { fromMs: nowMs, toMs: nowMs + 2 * roundMs, speed: usualSpeed }),
    );
    expect(ids).toHaveLength(2 * 1_707);
    expect(new Set(ids).size).toBe(2 * 1_707);
  });

  it('has something to show every second or so', async () => {
    const minutes = 10;
    const due = dueEarthquakes(await catalogue, {
      fromMs: nowMs,
      toMs: nowMs + minutes * 60_000,
      speed: usualSpeed,
    });
    expect(due.length / (minutes * 60)).toBeGreaterThan(0.5);
    expect(due.length / (minutes * 60)).toBeLessThan(2);
  });

  it('is the same whatever the pieces in which it is asked for', async () => {
    const events = await catalogue;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 10 }),
        (piecesMs) => {
          const inPieces: Message[] = [];
          let fromMs = nowMs;
          for (const piece of piecesMs) {
            inPieces.push(...dueEarthquakes(events, { fromMs, toMs: fromMs + piece, speed: usualSpeed }));
            fromMs += piece;
          }
          const whole = dueEarthquakes(events, { fromMs: nowMs, toMs: fromMs, speed: usualSpeed });
          expect(idsOf(inPieces)).toEqual(idsOf(whole));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives each event the replayed and the real instant', async () => {
    const [message] = dueEarthquakes(await catalogue, {
      fromMs: nowMs,
      toMs: nowMs + 60_000,
      speed: usualSpeed,
    });
    const body = message?.body as { Timestamp: string; OccurredAt: string };
    expect(Date.parse(body.Timestamp)).toBeGreaterThanOrEqual(nowMs);
    expect(Date.parse(body.Timestamp)).toBeLessThanOrEqual(nowMs + 60_000);
    expect(body.OccurredAt).toMatch(/^2018-0[12]-/);
  });
});
