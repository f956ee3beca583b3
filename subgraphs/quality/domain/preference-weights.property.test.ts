import { seededRandom } from '@effect-studio/media/seeded-random';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LEAST_DECISIONS, learnWeights } from './preference-weights.ts';
import type { Preference } from './preferences.ts';

const PARTS = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;

/** People who like what `truth` scores higher, the more surely the sharper they are; 0 toss a coin. */
function people(truth: QualityVector, options: { count: number; sharpness: number; seed: number }) {
  const random = seededRandom(options.seed);
  const vector = () =>
    Object.fromEntries(PARTS.map((part) => [part, 0.3 + 0.7 * random()])) as unknown as QualityVector;
  return Array.from({ length: options.count }, (_, i): Preference => {
    const [one, other] = [vector(), vector()];
    const worth = PARTS.reduce((sum, part) => sum + truth[part] * (one[part] - other[part]), 0);
    const isFirst = random() < 1 / (1 + Math.exp(-options.sharpness * worth));
    const [preferred, left] = isFirst ? [one, other] : [other, one];
    return { decisionId: `d${i}`, preferred, other: left };
  });
}

const within = (weights: QualityVector) =>
  PARTS.every(
    (part) =>
      weights[part] >= 0.5 * DEFAULT_QUALITY_WEIGHTS[part] - 1e-6 &&
      weights[part] <= 2 * DEFAULT_QUALITY_WEIGHTS[part] + 1e-6,
  );
const sum = (weights: QualityVector) => PARTS.reduce((total, part) => total + weights[part], 0);

it('finds the weights by which people decide, and foretells them better than the hand weights', () => {
  const truths: QualityVector[] = [
    { fidelity: 0.2, artifacts: 0.2, styleAdherence: 0.48, temporalConsistency: 0.12 },
    { fidelity: 0.5, artifacts: 0.15, styleAdherence: 0.15, temporalConsistency: 0.2 },
    { fidelity: 0.18, artifacts: 0.27, styleAdherence: 0.18, temporalConsistency: 0.37 },
  ];
  for (const [seed, truth] of truths.entries()) {
    const learnt = learnWeights(people(truth, { count: 1_200, sharpness: 20, seed: seed + 1 }))!;
    for (const part of PARTS) expect(Math.abs(learnt.weights[part] - truth[part])).toBeLessThan(0.05);
    expect(learnt).toMatchObject({ isBetter: true, decisions: 1_200 });
    expect(learnt.logLoss).toBeLessThan(learnt.handLogLoss);
  }
});

it('does nothing with noise, nor where people decide as the hand weights do', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => 100 + i);
  for (const sharpness of [0, 15]) {
    const believed = seeds.filter(
      (seed) => learnWeights(people(DEFAULT_QUALITY_WEIGHTS, { count: 150, sharpness, seed }))!.isBetter,
    );
    expect(believed.length, `sharpness ${sharpness}`).toBeLessThanOrEqual(1);
  }
});

it('stays within its bounds and sums to one, whatever people want, and says the same for the same', () => {
  fc.assert(
    fc.property(
      fc.record({
        fidelity: fc.double({ min: 0, max: 1, noNaN: true }),
        artifacts: fc.double({ min: 0, max: 1, noNaN: true }),
        styleAdherence: fc.double({ min: 0, max: 1, noNaN: true }),
        temporalConsistency: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (truth, seed) => {
        const given = people(truth, { count: 80, sharpness: 40, seed });
        const learnt = learnWeights(given)!;
        expect(within(learnt.weights)).toBe(true);
        expect(sum(learnt.weights)).toBeCloseTo(1, 6);
        expect(learnWeights(given)).toEqual(learnt);
      },
    ),
    { numRuns: 12 },
  );
});

it('learns nothing from few decisions, however many preferences are in them', () => {
  const few = people(DEFAULT_QUALITY_WEIGHTS, { count: LEAST_DECISIONS - 1, sharpness: 20, seed: 3 });
  expect(learnWeights([...few, ...few, ...few])).toBeNull();
  expect(learnWeights([])).toBeNull();
});
