import { describe, expect, it } from 'vitest';
import { SourceHealth } from './source-health.ts';

describe('the health of a source', () => {
  it('is reading once a part succeeds, and disconnected while any part fails', () => {
    let now = 1;
    const health = new SourceHealth(() => now);
    expect(health.status).toEqual({ state: 'connecting', sinceMs: 1, message: null });
    now = 2;
    health.succeeded('0');
    expect(health.status).toEqual({ state: 'reading', sinceMs: 2, message: null });
    now = 3;
    health.failed('1', 'away');
    now = 4;
    health.failed('0', 'gone');
    expect(health.status).toEqual({ state: 'disconnected', sinceMs: 3, message: 'gone' });
    health.succeeded('0');
    expect(health.status.state).toBe('disconnected');
    health.left('1');
    now = 5;
    health.succeeded('0');
    expect(health.status).toEqual({ state: 'reading', sinceMs: 5, message: null });
  });
});
