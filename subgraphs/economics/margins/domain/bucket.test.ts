import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellCost } from '../../costs/domain/cost-entry.ts';
import { type BucketDelta, costDelta, foldDeltas, foldSketches, revenueDelta } from './bucket.ts';
import { addSums, loadedCost, marginalCost, sumAll, ZERO_SUMS } from './bucket-sums.ts';
import { hudOf, marginOf, ratio } from './margin.ts';
import { minutesOf } from './window.ts';

const START = Date.UTC(2026, 0, 1);

const entry = fc
  .record({
    minutes: fc.integer({ min: 0, max: 20_000 }),
    ms: fc.integer({ min: 0, max: 59_999 }),
    provider: fc.constantFrom('a', 'b', 'c'),
    bearer: fc.constantFrom('RUN', 'EXPLORATION', 'PLATFORM', 'PENDING'),
    component: fc.constantFrom('BUSY', 'STARTUP', 'PARTNER', 'IDLE'),
    costNanoUsd: fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
    busyMs: fc.nat(),
  })
  .map(
    (seen) =>
      ({
        eventTime: new Date(START + seen.minutes * 60_000 + seen.ms),
        providerId: seen.provider,
        effectTypeId: 'e',
        fleet: 'default',
        budgetContext: 'user_run',
        busyMs: seen.busyMs,
        costNanoUsd: seen.costNanoUsd,
        bearer: seen.bearer,
        component: seen.component,
      }) as CellCost,
  );
const cost = entry.map((seen) => costDelta(seen, 1n));
const revenue = fc
  .record({ minutes: fc.integer({ min: 0, max: 20_000 }), provider: fc.constantFrom('a', 'b') })
  .map((seen) =>
    revenueDelta(
      {
        id: 'i',
        kind: 'CHARGE',
        supersedes: null,
        eventTime: new Date(START + seen.minutes * 60_000),
        runId: 'r',
        ownerId: 'o',
        providerId: seen.provider,
        effectTypeId: 'e',
        fleet: 'default',
        budgetContext: 'user_run',
        tokens: 20,
        revenueNanoUsd: 20_000_000n,
        rateCardVersion: 1,
      },
      1n,
    ),
  );

const text = (deltas: readonly BucketDelta[]): string =>
  JSON.stringify(deltas, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
describe('minute buckets', () => {
  it('are the same bytes in whatever order, and in whatever pieces, the entries arrive', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(cost, revenue), { maxLength: 60 })
          .chain((deltas) =>
            fc.tuple(
              fc.constant(deltas),
              fc.shuffledSubarray(deltas, { minLength: deltas.length }),
              fc.nat(60),
            ),
          ),
        ([deltas, shuffled, cut]) => {
          const whole = text(foldDeltas(deltas));
          const pieces = foldDeltas([
            ...foldDeltas(shuffled.slice(0, cut)),
            ...foldDeltas(shuffled.slice(cut)),
          ]);
          expect(text(pieces)).toBe(whole);
        },
      ),
    );
  });

  it('go back exactly to what they were when an entry is taken out again', () => {
    fc.assert(
      fc.property(fc.array(cost, { minLength: 1 }), entry, (deltas, extra) => {
        const sumOf = (list: readonly BucketDelta[]) =>
          list.reduce((sum, delta) => addSums(sum, delta.sums), ZERO_SUMS);
        const there = [...deltas, costDelta(extra, 1n), costDelta(extra, -1n)];
        expect(sumOf(foldDeltas(there))).toEqual(sumOf(foldDeltas(deltas)));
      }),
    );
  });

  it('feed histograms that count each observation once in its quarter of an hour, and nothing that cancels out', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), fc.array(entry, { maxLength: 10 }), (kept, undone) => {
        const deltas = [
          ...[...kept, ...undone].map((one) => costDelta(one, 1n)),
          ...undone.map((one) => costDelta(one, -1n)),
        ];
        const found = foldSketches(deltas).flatMap(({ key, measure, counts }) =>
          [...counts].map(([bucket, count]) =>
            [key.minute.getTime(), key.providerId, measure, bucket, count].join(' '),
          ),
        );
        const expected = new Map<string, bigint>();
        for (const one of kept) {
          const { key, observations } = costDelta(one, 1n);
          const quarter = key.minute.getTime() - (key.minute.getTime() % 900_000);
          for (const { measure, bucket } of observations) {
            const name = [quarter, key.providerId, measure, bucket].join(' ');
            expected.set(name, (expected.get(name) ?? 0n) + 1n);
          }
        }
        expect(found.sort()).toEqual([...expected].map(([name, count]) => `${name} ${count}`).sort());
      }),
    );
  });

  it('sum to what brute force finds in every window that ends at any moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(cost, revenue), { maxLength: 80 }),
        fc.integer({ min: 0, max: 21_000 * 60_000 }),
        fc.constantFrom('HOUR', 'DAY', 'WEEK'),
        (deltas, atMs, window) => {
          const now = new Date(START + atMs);
          const { first, last } = minutesOf(window, now);
          const inside = ({ key }: BucketDelta) => key.minute >= first && key.minute <= last;
          const sum = (list: readonly BucketDelta[]) =>
            list.filter(inside).reduce((all, one) => addSums(all, one.sums), ZERO_SUMS);
          expect(sum(foldDeltas(deltas))).toEqual(sum(deltas));
          const minutes = (last.getTime() - first.getTime()) / 60_000 + 1;
          expect(minutes).toBe({ HOUR: 60, DAY: 1_440, WEEK: 10_080 }[window]);
          expect(now.getTime() - last.getTime()).toBeLessThan(60_000);
        },
      ),
    );
  });
});

describe('a cost entry', () => {
  const of = (component: CellCost['component'], bearer: CellCost['bearer']) =>
    costDelta(
      {
        component,
        bearer,
        eventTime: new Date(START),
        providerId: 'p',
        effectTypeId: 'e',
        fleet: 'f',
        budgetContext: 'user_run',
        busyMs: component === 'BUSY' ? 7 : 0,
        costNanoUsd: 100n,
      } as CellCost,
      1n,
    );

  it('is counted by who bears it and by what it paid for, which add up to the same marginal cost', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const sums = sumAll(entries.map((one) => costDelta(one, 1n).sums));
        expect(sums.busyCostNanoUsd + sums.startupCostNanoUsd + sums.partnerCostNanoUsd).toBe(
          marginalCost(sums),
        );
        const idle = entries
          .filter(({ component }) => component === 'IDLE')
          .reduce((sum, one) => sum + (one.costNanoUsd ?? 0n), 0n);
        expect(loadedCost(sums) - marginalCost(sums)).toBe(idle);
      }),
    );
  });

  it('of idle time is in the loaded margin alone; only work is an attempt and has quantiles', () => {
    const idle = of('IDLE', 'RUN');
    expect(idle.sums).toEqual({ ...ZERO_SUMS, idleCostNanoUsd: 100n });
    expect(idle.observations).toEqual([]);
    expect(of('STARTUP', 'RUN')).toMatchObject({
      sums: { startupCostNanoUsd: 100n, runCostNanoUsd: 100n, attempts: 0n },
      observations: [],
    });
    expect(of('PARTNER', 'EXPLORATION')).toMatchObject({
      sums: {
        explorationPartnerCostNanoUsd: 100n,
        explorationCostNanoUsd: 100n,
        partnerCalls: 1n,
        attempts: 0n,
      },
      observations: [{ measure: 'COST' }],
    });
    expect(of('BUSY', 'RUN')).toMatchObject({
      sums: { attempts: 1n, busyMs: 7n },
      observations: [{ measure: 'COST' }, { measure: 'DURATION' }],
    });
    const sums = sumAll([idle.sums, of('BUSY', 'RUN').sums, { ...ZERO_SUMS, revenueNanoUsd: 400n }]);
    expect(marginOf(sums)).toMatchObject({
      margin: 0.75,
      loadedMargin: 0.5,
      profitNanoUsd: 300n,
      loadedProfitNanoUsd: 200n,
    });
  });
});

describe('a margin', () => {
  it('is one less cost over revenue, and unknown without revenue or with something unpriced', () => {
    expect(ratio(25n, 100n, 0n)).toBe(0.75);
    expect(ratio(300n, 100n, 0n)).toBe(-2);
    expect(ratio(0n, 0n, 0n)).toBeNull();
    expect(ratio(1n, 100n, 1n)).toBeNull();
  });

  it('stays exact to twelve places beyond what doubles hold', () => {
    expect(ratio(10n ** 30n / 4n, 10n ** 30n, 0n)).toBe(0.75);
  });

  it('of a total is made of its cells, with the share that exploration took', () => {
    const sums = {
      ...ZERO_SUMS,
      revenueNanoUsd: 100n,
      chargedRuns: 1n,
      runCostNanoUsd: 10n,
      explorationCostNanoUsd: 30n,
    };
    const cells = [
      { providerId: 'a', effectTypeId: 'x', sums },
      { providerId: 'a', effectTypeId: 'y', sums: { ...ZERO_SUMS, runCostNanoUsd: 20n } },
    ];
    const previousSums = { ...ZERO_SUMS, revenueNanoUsd: 100n, runCostNanoUsd: 90n };
    const previous = [{ providerId: 'b', effectTypeId: 'x', sums: previousSums }];
    const hud = hudOf({
      window: 'HOUR',
      budgetContext: 'user_run',
      cells,
      previous,
      version: 1n,
      epoch: '',
      at: new Date(START),
    });
    expect(hud.total).toMatchObject({ costNanoUsd: 60n, margin: 0.4, runMargin: 0.7, runCount: 1 });
    expect(hud.providers).toHaveLength(1);
    expect(hud.marginChange).toBeCloseTo(0.3, 12);
    expect(hud.explorationShare).toBe(0.5);
    expect(hud.burnNanoUsdPerHour).toBe(60n);
  });
});
