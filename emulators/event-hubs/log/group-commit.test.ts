import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';

describe('a group commit', () => {
  it('takes together what arrives during a commit, in order', async () => {
    const groups: number[][] = [];
    let release = () => {};
    const commits = new GroupCommit<number>(async (items) => {
      groups.push([...items]);
      if (groups.length === 1) await new Promise<void>((resolve) => (release = resolve));
    }, 3);
    const first = commits.add(1);
    await Promise.resolve().then(() => Promise.resolve());
    const others = [2, 3, 4, 5].map((item) => commits.add(item));
    release();
    await Promise.all([first, ...others]);
    expect(groups).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails what waits behind a failed commit, and goes on with what comes later', async () => {
    let isBroken = true;
    const commits = new GroupCommit<number>(async () => {
      if (isBroken) throw new Error('disk full');
    }, 1);
    const settled = await Promise.allSettled([commits.add(1), commits.add(2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    await expect(commits.add(3)).resolves.toBeUndefined();
  });

  it('is idle once everything is settled', async () => {
    const done: number[] = [];
    const commits = new GroupCommit<number>(async (items) => void done.push(...items), 10);
    void commits.add(1);
    void commits.add(2);
    await commits.whenIdle();
    expect(done).toEqual([1, 2]);
  });
});
