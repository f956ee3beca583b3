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

describe('natural batching', () => {
  it('serves the first request at once and what comes meanwhile together', async () => {
    const { batches, serve, release } = gate();
    const batch = new NaturalBatch(serve);
    const answers = [1, 2, 3].map((request) => batch.add(request));
    expect(batches).toEqual([[1]]);
    release();
    expect(await answers[0]).toBe(10);
    await Promise.resolve();
    expect(batches).toEqual([[1], [2, 3]]);
    release();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
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
