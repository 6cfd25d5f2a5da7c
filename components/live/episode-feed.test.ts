import { expect, test } from 'vitest';
import type { Activation, Episode } from '#shared/rules/activation.ts';
import { applyEpisode, emptyFeed, replaceEpisodes, sortEpisodes } from './episode-feed.ts';

test('a new open episode is a firing, its end a resolution, and anything between neither', () => {
  const fired = applyEpisode(emptyFeed, episode('a', 'firing', 1));
  const recovering = applyEpisode(fired.feed, episode('a', 'recovering', 2));
  const resolved = applyEpisode(recovering.feed, episode('a', 'resolved', 3));
  expect([fired.transition, recovering.transition, resolved.transition]).toEqual(['fired', null, 'resolved']);
});

test('a late message does not overwrite a newer one', () => {
  const { feed } = applyEpisode(emptyFeed, episode('a', 'resolved', 3));
  const late = applyEpisode(feed, episode('a', 'firing', 2));
  expect(late.feed).toBe(feed);
  expect(late.transition).toBeNull();
});

test('the whole answer drops what the server no longer has and keeps what is newer', () => {
  let { feed } = applyEpisode(emptyFeed, episode('a', 'firing', 1));
  feed = applyEpisode(feed, episode('b', 'resolved', 5)).feed;
  feed = replaceEpisodes(feed, [episode('b', 'firing', 4), episode('c', 'firing', 1)]);
  expect([...feed.episodes.keys()].sort()).toEqual(['b', 'c']);
  expect(feed.episodes.get('b')?.state).toBe('resolved');
  expect(feed.isCurrent).toBe(true);
});

test('open episodes are sorted by severity', () => {
  const feed = replaceEpisodes(emptyFeed, [
    { ...episode('low', 'firing', 1), severity: 'low' },
    { ...episode('critical', 'firing', 1), severity: 'critical' },
    episode('done', 'resolved', 1),
  ]);
  const { open, resolved } = sortEpisodes(feed);
  expect(open.map((item) => item.id)).toEqual(['critical', 'low']);
  expect(resolved.map((item) => item.id)).toEqual(['done']);
});

test('the feed is bounded and open episodes stay', () => {
  const many = Array.from({ length: 700 }, (_, index) => episode(`r${index}`, 'resolved', 1));
  const feed = replaceEpisodes(emptyFeed, [...many, episode('open', 'firing', 1)]);
  expect(feed.episodes.size).toBe(500);
  expect(feed.episodes.has('open')).toBe(true);
});

function episode(id: string, state: Episode['state'], version: number): Episode {
  return {
    id,
    ruleId: 'hot',
    ruleTitle: 'Sensor too hot',
    objectKey: id,
    severity: 'high',
    state,
    stale: false,
    fired: activation(id, 'fired'),
    resolved: state === 'resolved' ? activation(id, 'resolved') : null,
    lastValue: 1,
    lastValueMs: 1,
    deliveries: [],
    version,
  };
}

function activation(objectKey: string, kind: Activation['kind']): Activation {
  return {
    id: `hot:1:${objectKey}:1:${kind}`,
    ruleId: 'hot',
    ruleVersion: 1,
    ruleTitle: 'Sensor too hot',
    objectKey,
    episode: 1,
    kind,
    severity: 'high',
    occurredMs: 1,
    decidedMs: 2,
    detectedMs: 3,
    value: 31,
    threshold: 30,
    reason: 'hot',
    cause: kind === 'resolved' ? 'cleared' : null,
    simulated: true,
  };
}
