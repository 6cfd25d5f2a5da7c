import type { FileHandle } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type EventBatch, LogWriter } from './log-writer.ts';
import { recoverLog } from './recovery.ts';
import { createTestFolder } from './test-log.ts';

const batch: EventBatch = { events: [Buffer.from('event')], partitionKey: null, producer: null };

/** A writer on a disk with faults: `faults` stands in for methods of its open file. */
async function openWriter(folder: string, faults: (handle: FileHandle) => Partial<FileHandle>) {
  const recovered = await recoverLog(folder);
  const { handle } = recovered;
  const faulty = new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get({ ...faults(target) }, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return new LogWriter(folder, { ...recovered, handle: faulty });
}

describe('writing to a disk with faults', () => {
  it('undoes what was written in part, and goes on with the same number', async () => {
    await using folder = await createTestFolder();
    let isFull = true;
    await using writer = await openWriter(folder.path, (handle) => ({
      writev: async (buffers, position) => {
        if (!isFull) return await handle.writev(buffers, position ?? 0);
        await handle.write(Buffer.from('half'), 0, 4, position);
        throw new Error('ENOSPC');
      },
    }));
    const { file } = writer.active;
    const { size } = await stat(file);
    await expect(writer.write([batch], 1)).rejects.toThrow('ENOSPC');
    expect((await stat(file)).size).toBe(size);
    isFull = false;
    expect(await writer.write([batch], 1)).toMatchObject([{ baseSequence: 0 }]);
  });

  it('writes the rest when the disk takes a part', async () => {
    await using folder = await createTestFolder();
    const writer = await openWriter(folder.path, (handle) => ({
      writev: async (buffers, position) => {
        const { bytesWritten } = await handle.write(
          Buffer.concat(buffers as unknown as Buffer[]),
          0,
          7,
          position,
        );
        return { bytesWritten, buffers };
      },
    }));
    await writer.write([batch, batch], 1);
    await writer[Symbol.asyncDispose]();
    const { nextSequence, tornBytes, handle } = await recoverLog(folder.path);
    await handle.close();
    expect({ nextSequence, tornBytes }).toEqual({ nextSequence: 2, tornBytes: 0 });
  });

  it('takes nothing more once it cannot know what the disk holds', async () => {
    await using folder = await createTestFolder();
    let isBroken = true;
    await using writer = await openWriter(folder.path, (handle) => ({
      datasync: async () => {
        if (isBroken) throw new Error('EIO');
        await handle.datasync();
      },
    }));
    await expect(writer.write([batch], 1)).rejects.toThrow('EIO');
    isBroken = false;
    await expect(writer.write([batch], 1)).rejects.toThrow('EIO');
    expect(writer.nextSequence).toBe(0);
  });
});
