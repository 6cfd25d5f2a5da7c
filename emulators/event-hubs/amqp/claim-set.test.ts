import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClaimSet } from './claim-set.ts';

describe('the claims of a connection', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
  afterEach(() => void vi.useRealTimers());

  it('cover a path and what is below it, until they expire', () => {
    const expired = vi.fn();
    const claims = new ClaimSet(Date.now, expired);
    claims.put({ path: 'hub', expiresAtMs: 5_000 });
    expect(claims.cover('hub/partitions/0')).toBe(true);
    expect(claims.cover('other')).toBe(false);
    vi.advanceTimersByTime(3_999);
    expect(expired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(expired).toHaveBeenCalledOnce();
    expect(claims.cover('hub')).toBe(false);
  });

  it('last longer when they are renewed', () => {
    const expired = vi.fn();
    const claims = new ClaimSet(Date.now, expired);
    claims.put({ path: 'hub', expiresAtMs: 5_000 });
    claims.put({ path: 'hub', expiresAtMs: 9_000 });
    vi.advanceTimersByTime(7_000);
    expect(claims.cover('hub')).toBe(true);
    expect(expired).not.toHaveBeenCalled();
    claims.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may expire in years', () => {
    const claims = new ClaimSet(Date.now, () => {});
    claims.put({ path: 'hub', expiresAtMs: 1e13 });
    vi.advanceTimersByTime(2_147_483_647 * 2);
    expect(claims.cover('hub')).toBe(true);
    claims.dispose();
  });
});
