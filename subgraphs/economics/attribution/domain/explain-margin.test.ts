import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BucketSums, sumAll, ZERO_SUMS } from '../../margins/domain/bucket-sums.ts';
import type { SliceSums } from '../../margins/domain/minute-windows.ts';
import { explainMargin, type MarginWhy } from './explain-margin.ts';
import { driversOf, type MarginBasis, profitOf } from './margin-drivers.ts';
import { shapleyOfProduct } from './shapley.ts';
import type { WhyDimension } from './slice-group.ts';

const money = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 0n, max: 10n ** 6n }),
  fc.bigInt({ min: 0n, max: 10n ** 15n }),
);
const count = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 100_000n }));

/** Any sums, also those that no sane history has: costs without attempts, refunds without runs, losses. */
const sums: fc.Arbitrary<BucketSums> = fc
  .record({
    gross: money,
    refund: money,
    runs: count,
    own: money,
    explored: money,
    exploredPartner: money,
    partner: money,
    idle: money,
    attempts: count,
    calls: count,
  })
  .map((seen) => ({
    ...ZERO_SUMS,
    revenueNanoUsd: seen.gross - seen.refund,
    refundNanoUsd: seen.refund,
    chargedRuns: seen.runs,
    runCostNanoUsd: seen.own + seen.partner,
    explorationCostNanoUsd: seen.explored + seen.exploredPartner,
    busyCostNanoUsd: seen.own + seen.explored,
    partnerCostNanoUsd: seen.partner + seen.exploredPartner,
    explorationPartnerCostNanoUsd: seen.exploredPartner,
    idleCostNanoUsd: seen.idle,
    attempts: seen.attempts,
    partnerCalls: seen.calls,
  }));

/** A window of up to six slices; slices come and go between windows. */
const window: fc.Arbitrary<SliceSums[]> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'), fc.constantFrom('f', 'g')),
    {
      selector: (key) => key.join(),
      maxLength: 6,
    },
  )
  .chain((keys) => fc.tuple(...keys.map((key) => sums.map((own) => ({ key, sums: own })))))
  .map((slices) =>
    slices.map(({ key: [providerId, effectTypeId, fleet], sums: own }) => ({
      key: { providerId, effectTypeId, fleet, budgetContext: 'user_run' as const },
      sums: own,
    })),
  );
const basis = fc.constantFrom<MarginBasis>('MARGINAL', 'LOADED');
const dimension = fc.constantFrom<WhyDimension>('PROVIDER', 'EFFECT_TYPE', 'FLEET', 'CELL');

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
const isClose = (value: number, truth: number, scale: number) =>
  Math.abs(value - truth) <= 1e-9 * Math.max(1, Math.abs(truth), scale);

describe('why a margin moved', () => {
  it('adds up to the change of profit and revenue to the nano-dollar, in whole and in every group', () => {
    fc.assert(
      fc.property(window, window, basis, dimension, (earlier, later, on, groupBy) => {
        const why = explainMargin({ earlier, later, basis: on, groupBy });
        const profit = (slices: readonly SliceSums[]) =>
          profitOf(driversOf(sumAll(slices.map((one) => one.sums)), on));
        expect(why.profitChangeNanoUsd).toBe(profit(later) - profit(earlier));
        for (const one of [why, ...why.groups]) {
          expect(sumOf(one.parts.map((part) => part.profitNanoUsd))).toBe(one.profitChangeNanoUsd);
          expect(sumOf(one.parts.map((part) => part.revenueNanoUsd))).toBe(one.revenueChangeNanoUsd);
        }
        expect(sumOf(why.groups.map((group) => group.profitChangeNanoUsd))).toBe(why.profitChangeNanoUsd);
        for (const [index, part] of why.parts.entries()) {
          expect(sumOf(why.groups.map((group) => group.parts[index]!.profitNanoUsd))).toBe(
            part.profitNanoUsd,
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('adds up to the change of the margin, by reasons and by groups', () => {
    fc.assert(
      fc.property(window, window, basis, dimension, (earlier, later, on, groupBy) => {
        const why = explainMargin({ earlier, later, basis: on, groupBy });
        if (why.marginChange === null) return;
        const parts = why.parts.map((part) => part.margin!);
        const byGroup = why.groups.flatMap((group) => [group.marginByRate!, group.marginByMix!]);
        for (const all of [parts, byGroup]) {
          const scale = Math.max(...all.map(Math.abs));
          expect(
            isClose(
              all.reduce((sum, part) => sum + part, 0),
              why.marginChange,
              scale,
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds nothing when nothing changed, and the opposite when the windows are exchanged', () => {
    fc.assert(
      fc.property(window, window, basis, (earlier, later, on) => {
        const same = explainMargin({ earlier, later: earlier, basis: on, groupBy: 'CELL' });
        expect(same.parts.every((part) => part.profitNanoUsd === 0n)).toBe(true);
        const forth = explainMargin({ earlier, later, basis: on, groupBy: 'CELL' });
        const back = explainMargin({ earlier: later, later: earlier, basis: on, groupBy: 'CELL' });
        for (const [index, part] of forth.parts.entries()) {
          // Rounding goes either way: one nano-dollar per driver and slice.
          const rest = part.profitNanoUsd + back.parts[index]!.profitNanoUsd;
          const slack = 40 + 1e-9 * Math.abs(Number(part.profitNanoUsd));
          expect(Math.abs(Number(rest))).toBeLessThanOrEqual(slack);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the reason found', () => {
  const base = {
    ...ZERO_SUMS,
    revenueNanoUsd: 1_000n,
    chargedRuns: 10n,
    runCostNanoUsd: 300n,
    busyCostNanoUsd: 300n,
    attempts: 20n,
  };
  const slice = (providerId: string, own: BucketSums): SliceSums => ({
    key: { providerId, effectTypeId: 'e', fleet: 'f', budgetContext: 'user_run' },
    sums: own,
  });
  const reasons = (why: MarginWhy) =>
    Object.fromEntries(
      why.parts.filter((part) => part.profitNanoUsd !== 0n).map((part) => [part.kind, part.profitNanoUsd]),
    );
  const explain = (earlier: SliceSums[], later: SliceSums[], on: MarginBasis = 'MARGINAL') =>
    explainMargin({ earlier, later, basis: on, groupBy: 'PROVIDER' });

  it('is volume alone when everything doubled, and the margin stands still', () => {
    const twice = sumAll([base, base]);
    const why = explain([slice('a', base)], [slice('a', twice)]);
    expect(reasons(why)).toEqual({ VOLUME: 700n });
    expect(why.marginChange).toBe(0);
  });

  it('is price, compute, partner, refunds, exploration or idle when only that changed', () => {
    const change = (fields: Partial<BucketSums>, on: MarginBasis = 'MARGINAL') =>
      reasons(explain([slice('a', base)], [slice('a', { ...base, ...fields })], on));
    expect(change({ revenueNanoUsd: 1_200n })).toEqual({ PRICE: 200n });
    expect(change({ runCostNanoUsd: 500n, busyCostNanoUsd: 500n })).toEqual({ COMPUTE_COST: -200n });
    expect(change({ revenueNanoUsd: 900n, refundNanoUsd: 100n })).toEqual({ REFUNDS: -100n });
    expect(change({ explorationCostNanoUsd: 70n, busyCostNanoUsd: 370n })).toEqual({ EXPLORATION: -70n });
    expect(change({ idleCostNanoUsd: 40n })).toEqual({});
    expect(change({ idleCostNanoUsd: 40n }, 'LOADED')).toEqual({ IDLE: -40n });
    const calls = (cost: bigint) => ({
      partnerCalls: 5n,
      partnerCostNanoUsd: cost,
      runCostNanoUsd: 300n + cost,
    });
    const why = explain([slice('a', { ...base, ...calls(50n) })], [slice('a', { ...base, ...calls(80n) })]);
    expect(reasons(why)).toEqual({ PARTNER_COST: -30n });
  });

  it('is mix when the same runs go to a cheaper provider, also to one that is new', () => {
    const cheap = { ...base, runCostNanoUsd: 100n, busyCostNanoUsd: 100n };
    const why = explain([slice('a', base)], [slice('b', cheap)]);
    expect(reasons(why)).toEqual({ MIX: 200n });
    expect(why.groups.map((group) => [group.providerId, group.profitChangeNanoUsd])).toEqual([
      ['a', -700n],
      ['b', 900n],
    ]);
  });

  it('is volume when one of the windows is empty', () => {
    expect(reasons(explain([], [slice('a', base)]))).toEqual({ VOLUME: 700n });
    expect(reasons(explain([slice('a', base)], []))).toEqual({ VOLUME: -700n });
    expect(explain([], []).parts.every((part) => part.profitNanoUsd === 0n)).toBe(true);
  });

  it('leaves margins unknown while something is unpriced, and still tells the money', () => {
    const why = explain([slice('a', base)], [slice('a', { ...base, unpricedAttempts: 1n, attempts: 21n })]);
    expect(why.marginChange).toBeNull();
    expect(why.parts.every((part) => part.margin === null)).toBe(true);
  });
});

describe('Shapley values of a product', () => {
  it('equal the mean over all six orders', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    const triple = fc.tuple(value, value, value);
    fc.assert(
      fc.property(triple, triple, (before, after) => {
        const orders = [
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ] as const;
        const mean = [0, 0, 0];
        for (const order of orders) {
          const now = [...before];
          for (const factor of order) {
            const old = now[0]! * now[1]! * now[2]!;
            now[factor] = after[factor];
            mean[factor]! += (now[0]! * now[1]! * now[2]! - old) / 6;
          }
        }
        for (const [index, part] of shapleyOfProduct(before, after).entries()) {
          expect(part).toBeCloseTo(mean[index]!, 6);
        }
      }),
    );
  });
});
