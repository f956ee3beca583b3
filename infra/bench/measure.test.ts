import { describe, expect, it } from 'vitest';
import { measureInterleaved } from './measure.ts';

/** Subjects that write down when they were measured; each value is how often that was. */
function subjects(...names: string[]) {
  const order: string[] = [];
  const made = names.map((name) => ({
    name,
    measure: () => {
      order.push(name);
      return Promise.resolve({ turn: order.filter((one) => one === name).length });
    },
  }));
  return { order, made };
}

describe('a measurement in rounds', () => {
  it('takes every subject in every round, each round beginning with another', async () => {
    const { order, made } = subjects('a', 'b', 'c');
    await measureInterleaved(made, { rounds: 3, warmUpRounds: 0 });
    expect(order).toEqual(['a', 'b', 'c', 'b', 'c', 'a', 'c', 'a', 'b']);
  });

  it('keeps nothing of the rounds that warm up', async () => {
    const { order, made } = subjects('a', 'b');
    const series = await measureInterleaved(made, { rounds: 2, warmUpRounds: 1 });
    expect(order).toHaveLength(6);
    expect(series).toEqual([
      { metric: 'turn', subject: 'b', values: [2, 3] },
      { metric: 'turn', subject: 'a', values: [2, 3] },
    ]);
  });
});
