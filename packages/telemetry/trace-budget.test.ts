import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TraceBudget } from './trace-budget.ts';

it('lets as many begin at once as it has for a second, and so many a second after that', () => {
  let now = 0;
  const budget = new TraceBudget(10, () => now);
  const taken = () => Array.from({ length: 50 }, () => budget.take()).filter(Boolean).length;
  expect(taken()).toBe(10);
  now += 500;
  expect(taken()).toBe(5);
  now += 60_000;
  expect(taken()).toBe(10);
});

it('never lets more begin than its rate allows, whenever they come', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 50 }), (waits, perSecond) => {
      let now = 0;
      const budget = new TraceBudget(perSecond, () => now);
      let begun = 0;
      for (const wait of waits) {
        now += wait;
        if (budget.take()) begun += 1;
      }
      expect(begun).toBeLessThanOrEqual(perSecond + (now / 1_000) * perSecond);
    }),
  );
});

it('bounds nothing when it is without end', () => {
  const budget = new TraceBudget(Number.POSITIVE_INFINITY);
  expect(Array.from({ length: 1_000 }, () => budget.take()).every(Boolean)).toBe(true);
});

it('lets one begin every two seconds at half a trace a second, and none at none', () => {
  let now = 0;
  const [half, none] = [new TraceBudget(0.5, () => now), new TraceBudget(0, () => now)];
  const begun: boolean[] = [];
  for (; now < 4_500; now += 500) begun.push(half.take());
  expect(begun.filter(Boolean)).toHaveLength(2);
  expect(none.take()).toBe(false);
});
