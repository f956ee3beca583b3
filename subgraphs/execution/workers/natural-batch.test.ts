import { describe, expect, it } from 'vitest';
import { NaturalBatch } from './natural-batch.ts';

/** Serves only when told to, and remembers what it was given. */
function gate() {
  const batches: number[][] = [];
  const open: (() => void)[] = [];
  const serve = async (requests: readonly number[]) => {
    batches.push([...requests]);
    await new Promise<void>((resolve) => open.push(resolve));
    return requests.map((request) => request * 10);
  };
  return { batches, serve, release: () => open.shift()?.() };
}

/** Until what was answered has been acted upon, and the next batch is on its way. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

describe('natural batching', () => {
  it('serves the first request at once and what comes meanwhile together', async () => {
    const { batches, serve, release } = gate();
    const batch = new NaturalBatch(serve);
    const answers = [1, 2, 3].map((request) => batch.add(request));
    expect(batches).toEqual([[1]]);
    release();
    expect(await answers[0]).toBe(10);
    await settled();
    expect(batches).toEqual([[1], [2, 3]]);
    release();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it('lets who was just answered come with those who waited', async () => {
    const { batches, serve, release } = gate();
    const batch = new NaturalBatch(serve);
    const again = batch.add(1).then(() => batch.add(2));
    const waited = batch.add(3);
    release();
    await settled();
    expect(batches).toEqual([[1], [3, 2]]);
    release();
    expect(await Promise.all([again, waited])).toEqual([20, 30]);
  });

  it('opens another lane only for a batch that is worth it', async () => {
    const { batches, serve, release } = gate();
    const batch = new NaturalBatch(serve, { mostLanes: 2 });
    const answers = Array.from({ length: 17 }, (_, request) => batch.add(request));
    expect(batches.map(({ length }) => length)).toEqual([1, 16]);
    release();
    release();
    expect(await Promise.all(answers)).toHaveLength(17);
  });

  it('does not fail a request because of another one of its batch', async () => {
    const batch = new NaturalBatch<number, number>(async (requests) => {
      await Promise.resolve();
      if (requests.includes(13)) throw new Error('unlucky');
      return requests;
    });
    const answers = await Promise.allSettled([1, 13, 2].map((request) => batch.add(request)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await batch.add(4)).toBe(4);
  });

  it('takes no more than its most at once', async () => {
    const sizes: number[] = [];
    const batch = new NaturalBatch<number, number>(
      async (requests) => {
        sizes.push(requests.length);
        await Promise.resolve();
        return requests;
      },
      { mostAtOnce: 4 },
    );
    await Promise.all(Array.from({ length: 10 }, (_, index) => batch.add(index)));
    expect(sizes).toEqual([1, 4, 4, 1]);
  });
});
