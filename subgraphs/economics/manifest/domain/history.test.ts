import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observe, type TestAttempt } from '../testing/observe.ts';
import { historyOf } from './history.ts';
import { CYCLE_MS, LEARNING } from './policy.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const at = (cycle: number): Date => new Date(START + cycle * CYCLE_MS);
const attempt = (quality: number | null): TestAttempt => ({ quality, costNanoUsd: 1_000 });
/** `g` is a good attempt, `b` a bad one, in the order in which they ended. */
const cycle = (number: number, attempts: string, quality = 0.8) =>
  observe(
    'w',
    at(number),
    [...attempts].map((one) => attempt(one === 'g' ? quality : null)),
  );
const good = (count: number): string => 'g'.repeat(count);

describe('evidence', () => {
  it('is the same to the last bit in whatever order the cycles come', () => {
    const cycles = fc.uniqueArray(fc.nat(600), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(
        cycles.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const seen = (number: number) =>
            cycle(number, good(1 + (number % 7)) + 'b'.repeat(number % 3), 0.3 + (number % 60) / 100);
          expect(historyOf(shuffled.map(seen), at(601))).toEqual(historyOf(list.map(seen), at(601)));
        },
      ),
    );
  });

  it('leaves a tenth when the workflow’s digest changed, from that cycle on and once', () => {
    const seen = [0, 1, 2].map((number) => cycle(number, good(10)));
    const whole = historyOf(seen, at(3)).evidence.attempts;
    const ofLast = 10 * 0.97;
    const kept = historyOf(seen, at(3), at(2)).evidence.attempts;
    expect(kept).toBeCloseTo(ofLast + 0.1 * (whole - ofLast));
    expect(historyOf(seen, at(3), at(3)).evidence.attempts).toBeCloseTo(0.1 * whole);
    expect(historyOf(seen, at(3), at(4)).evidence.attempts).toBeCloseTo(whole);
  });

  it('ages by 3 % a cycle, and leaves a tenth when a workflow was quietly changed', () => {
    expect(historyOf([cycle(0, good(10))], at(10)).evidence.attempts).toBeCloseTo(10 * 0.97 ** 10);
    const spread = (number: number, centre: number) =>
      observe(
        'w',
        at(number),
        Array.from({ length: 20 }, (_, index) => attempt(centre + (index % 2 ? 0.05 : -0.05))),
      );
    const { evidence } = historyOf([spread(0, 0.8), spread(1, 0.5)], at(1));
    expect(evidence.quality / evidence.judged).toBeLessThan(0.55);
    const same = historyOf([spread(0, 0.8), spread(1, 0.79)], at(1)).evidence;
    expect(same.judged).toBeCloseTo(20 + 20 * 0.97);
  });
});

describe('the gate', () => {
  const before = [0, 1, 2].map((number) => cycle(number, good(20)));

  it('closes on a pattern of failures, keeps what was known before them, and opens after three good probes', () => {
    const failing = [...before, cycle(3, 'b'.repeat(20))];
    const closed = historyOf(failing, at(4));
    expect(closed.isGated).toBe(true);
    expect(closed.evidence.good).toBeCloseTo(historyOf(before, at(3)).evidence.good);
    const probed = [...failing, cycle(4, 'bb'), cycle(5, 'gg')];
    expect(historyOf(probed, at(6)).isGated).toBe(true);
    expect(historyOf([...probed, cycle(6, 'gb')], at(7)).isGated).toBe(true);
    expect(historyOf([...probed, cycle(6, 'g')], at(7)).isGated).toBe(false);
    expect(historyOf([...probed, cycle(6, 'gg')], at(6)).evidence.good).toBeCloseTo(
      LEARNING.gate.evidenceKept * closed.evidence.good + 2,
    );
  });

  it('opens by itself when nobody could probe it for an hour', () => {
    const failing = [...before, cycle(3, 'b'.repeat(20))];
    expect(historyOf(failing, at(6)).isGated).toBe(true);
    expect(historyOf(failing, at(3 + LEARNING.gate.cycles)).isGated).toBe(false);
  });

  it('closes after three failures in a row where work is sparse, however far apart, and not after two', () => {
    const sparse = [0, 5, 10].map((number) => cycle(number, 'b'));
    expect(historyOf(sparse, at(11)).isGated).toBe(true);
    expect(historyOf(sparse.slice(0, 2), at(6)).isGated).toBe(false);
    expect(historyOf([sparse[0]!, cycle(3, 'g'), sparse[1]!, sparse[2]!], at(11)).isGated).toBe(false);
  });

  it('asks for twice as many good probes when it closed twice within a day', () => {
    const again = [
      ...before,
      cycle(3, 'b'.repeat(20)),
      cycle(4, 'ggg'),
      cycle(5, 'b'.repeat(20)),
      cycle(6, 'ggg'),
    ];
    expect(historyOf(again, at(7)).isGated).toBe(true);
    expect(historyOf([...again, cycle(7, 'ggg')], at(8)).isGated).toBe(false);
  });
});
