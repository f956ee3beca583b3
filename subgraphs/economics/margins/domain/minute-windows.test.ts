import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BucketDelta } from './bucket.ts';
import { sumAll, ZERO_SUMS } from './bucket-sums.ts';
import { MinuteWindows } from './minute-windows.ts';
import { type MarginWindow, minutesOf } from './window.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(START + minutes * MINUTE);
const WINDOWS: readonly MarginWindow[] = ['HOUR', 'DAY', 'WEEK'];

/** Ages at which a minute enters or leaves a window, and those beside them. */
const edge = fc
  .tuple(fc.constantFrom(0, 60, 120, 1_440, 2_880, 10_080, 20_160), fc.integer({ min: -2, max: 2 }))
  .map(([age, beside]) => Math.max(0, age + beside));

/** Something that happens while time goes on: an entry of any age, its correction, or time itself. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      age: fc.oneof(edge, fc.integer({ min: -30, max: 21_000 })),
      provider: fc.constantFrom('a', 'b'),
      budget: fc.constantFrom('user_run' as const, 'benchmark' as const),
      amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      which: fc.nat(),
      by: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      minutes: fc.oneof(fc.integer({ min: 0, max: 3 }), edge, fc.integer({ min: 0, max: 12_000 })),
    }),
  },
);

const deltaOf = (
  minute: number,
  provider: string,
  budgetContext: 'user_run' | 'benchmark',
  amount: bigint,
): BucketDelta => ({
  key: { minute: at(minute), providerId: provider, effectTypeId: 'e', fleet: 'f', budgetContext },
  sums: { ...ZERO_SUMS, runCostNanoUsd: amount, busyCostNanoUsd: amount, attempts: 1n },
  observations: [],
});

describe('windows in memory', () => {
  it('equal a brute-force sum at every moment, with late, early and corrected entries in any order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 30_000;
        const windows = new MinuteWindows(at(now));
        const told: BucketDelta[] = [];
        const tell = (delta: BucketDelta) => {
          told.push(delta);
          windows.add(delta.key, delta.sums);
        };
        for (const one of steps) {
          if (one.kind === 'add') tell(deltaOf(now - one.age, one.provider, one.budget, one.amount));
          if (one.kind === 'correct' && told.length > 0) {
            const { key, sums } = told[one.which % told.length]!;
            tell({
              key,
              sums: { ...ZERO_SUMS, runCostNanoUsd: one.by - sums.runCostNanoUsd },
              observations: [],
            });
          }
          if (one.kind === 'pass') {
            now += one.minutes;
            windows.advance(at(now));
          }
          for (const window of WINDOWS) {
            for (const back of [0, 1] as const) {
              const { first, last } = minutesOf(window, at(now), back);
              const inside = told.filter(
                ({ key }) => key.budgetContext === 'user_run' && key.minute >= first && key.minute <= last,
              );
              expect(sumAll(windows.read(window, 'user_run', back).map(({ sums }) => sums))).toEqual(
                sumAll(inside.map(({ sums }) => sums)),
              );
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are the same when they are filled again from the minutes alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20_159 }), fc.bigInt({ min: 0n, max: 10n ** 15n }))),
        fc.nat(12_000),
        (entries, passed) => {
          const lived = new MinuteWindows(at(20_159));
          const deltas = entries.map(([minute, amount]) => deltaOf(minute, 'a', 'user_run', amount));
          for (const { key, sums } of deltas) lived.add(key, sums);
          const now = at(20_159 + passed);
          lived.advance(now);
          const filled = new MinuteWindows(now);
          for (const { key, sums } of deltas.toReversed()) filled.add(key, sums);
          for (const window of WINDOWS) {
            const total = (windows: MinuteWindows) =>
              sumAll(windows.read(window, 'user_run').map(({ sums }) => sums));
            expect(total(filled)).toEqual(total(lived));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ignore time that goes back and forget slices that fell out of reach', () => {
    const windows = new MinuteWindows(at(100));
    const { key, sums } = deltaOf(100, 'a', 'user_run', 5n);
    windows.add(key, sums);
    windows.advance(at(50));
    expect(windows.read('HOUR', 'user_run')[0]?.sums.runCostNanoUsd).toBe(5n);
    windows.advance(at(100 + 3 * 10_080));
    expect(windows.read('WEEK', 'user_run')).toEqual([]);
  });
});
