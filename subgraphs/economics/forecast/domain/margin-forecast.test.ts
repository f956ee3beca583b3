import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { conformalBand, LEAST_ERRORS, rollingCoverage } from './backtest.ts';
import { forecastMargin, type HourOfMoney } from './margin-forecast.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const after = (hours: number): Date => new Date(START + hours * HOUR_MS);

/** A day's shape with noise; amounts in nano-USD. */
function history(hours: number, seed: string, noise: number): HourOfMoney[] {
  const random = seededRandom(seed);
  return Array.from({ length: hours }, (_, hour) => {
    const shape = 10 + 6 * Math.sin((2 * Math.PI * (hour % 24)) / 24);
    const level = shape * (1 + noise * (random() + random() - 1));
    return {
      revenueNanoUsd: BigInt(Math.round(level * 1e9)),
      costNanoUsd: BigInt(Math.round(level * 1e9 * (0.3 + 0.05 * random()))),
    };
  });
}

describe('a band', () => {
  it('holds a new error at least as often as it promises, when errors are exchangeable', () => {
    const random = seededRandom('exchangeable');
    let held = 0;
    for (let trial = 0; trial < 4_000; trial += 1) {
      const errors = Array.from({ length: 25 }, () => random() ** 3);
      const band = conformalBand(errors.slice(1), 0.8)!;
      if (errors[0]! >= band.lower && errors[0]! <= band.upper) held += 1;
    }
    // 1 − 2·⌊25·0.1⌋/25 = 0.84 exactly; five standard errors either way.
    expect(held / 4_000).toBeGreaterThan(0.81);
    expect(held / 4_000).toBeLessThan(0.87);
  });

  it('is not made of too few errors, and its coverage is judged only by what was known before', () => {
    expect(conformalBand(Array(LEAST_ERRORS - 1).fill(0), 0.8)).toBeNull();
    expect(rollingCoverage([1, 2, 3], 0.8)).toBeNull();
    // Each error is worse than all before it: known afterwards, most bands would have held it.
    const worsening = Array.from({ length: 24 }, (_, index) => index);
    expect(rollingCoverage(worsening, 0.8)).toBe(0);
  });
});

describe('a forecast of the next day', () => {
  it('finds the shape of a day, with bands that held as often on the past as they promise', () => {
    const hours = 28 * 24;
    const forecast = forecastMargin(history(hours, 'shape', 0.3), after(hours));
    const truth = 240e9;
    expect(Number(forecast.revenue.expectedNanoUsd) / truth).toBeGreaterThan(0.95);
    expect(Number(forecast.revenue.expectedNanoUsd) / truth).toBeLessThan(1.05);
    expect(forecast.margin!).toBeCloseTo(0.675, 1);
    expect(forecast.backtestCount).toBe(60);
    for (const coverage of [forecast.revenue.coverage!, forecast.cost.coverage!, forecast.marginCoverage!]) {
      expect(coverage).toBeGreaterThan(0.65);
    }
    expect(forecast.hours).toHaveLength(24);
    expect(forecast.hours[0]!.at).toEqual(after(hours));
    const peak = forecast.hours[6]!.revenue.expectedNanoUsd!;
    expect(peak > 2n * forecast.hours[18]!.revenue.expectedNanoUsd!).toBe(true);
  });

  it('promises eighty percent and keeps about that on days that it has not seen', () => {
    let held = 0;
    const trials = 40;
    for (let trial = 0; trial < trials; trial += 1) {
      const whole = history(15 * 24, `unseen-${trial}`, 0.5);
      const { revenue } = forecastMargin(whole.slice(0, -24), after(14 * 24));
      const actual = whole.slice(-24).reduce((sum, hour) => sum + hour.revenueNanoUsd, 0n);
      if (actual >= revenue.band!.lowerNanoUsd && actual <= revenue.band!.upperNanoUsd) held += 1;
    }
    expect(held / trials).toBeGreaterThan(0.65);
    expect(held / trials).toBeLessThan(0.97);
  });

  it('says so when there is too little history, and then has no band', () => {
    const none = forecastMargin([], after(0));
    expect(none).toMatchObject({ method: 'NONE', margin: null, marginBand: null, hours: [] });
    expect(none.revenue).toEqual({ expectedNanoUsd: null, band: null, coverage: null });
    const day = forecastMargin(history(30, 'day', 0), after(30));
    expect(day).toMatchObject({ method: 'MEAN_OF_HISTORY', historyHours: 30, marginBand: null });
    expect(day.revenue.band).toBeNull();
    expect(day.reason).toContain('30 whole hours');
    const fewDays = forecastMargin(history(4 * 24, 'days', 0.2), after(4 * 24));
    expect(fewDays.backtestCount).toBe(1);
    expect(fewDays.revenue.expectedNanoUsd).not.toBeNull();
    expect(fewDays.revenue.band).toBeNull();
    expect(fewDays.reason).toContain('a band needs 10');
  });

  it('is finite and not below zero for any history, also of refunds and of nothing', () => {
    const hour = fc.record({
      revenueNanoUsd: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 15n }),
      costNanoUsd: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    });
    const quiet = fc.constant({ revenueNanoUsd: 0n, costNanoUsd: 0n });
    fc.assert(
      fc.property(fc.array(fc.oneof(hour, quiet), { minLength: 72, maxLength: 200 }), (hours) => {
        const forecast = forecastMargin(hours, after(hours.length));
        expect(forecast.revenue.expectedNanoUsd! >= 0n).toBe(true);
        expect(forecast.cost.expectedNanoUsd! >= 0n).toBe(true);
        if (forecast.margin !== null) expect(Number.isFinite(forecast.margin)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
