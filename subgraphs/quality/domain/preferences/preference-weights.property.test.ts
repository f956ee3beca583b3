import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitWeights, partsOf, vectorOf } from './fit-weights.ts';
import { LEAST_DECISIONS, LEAST_DECISIONS_OF_TYPE, learnWeights } from './preference-weights.ts';
import type { Preference } from './preferences.ts';

const PARTS = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;

/** People who like what `truth` scores higher, the more surely the sharper they are; 0 toss a coin. */
function people(
  truth: QualityVector,
  options: { count: number; sharpness: number; seed: number; effectTypeId?: string },
) {
  const effectTypeId = options.effectTypeId ?? 'noir';
  const random = seededRandom(options.seed);
  const vector = () =>
    Object.fromEntries(PARTS.map((part) => [part, 0.3 + 0.7 * random()])) as unknown as QualityVector;
  return Array.from({ length: options.count }, (_, i): Preference => {
    const [one, other] = [vector(), vector()];
    const worth = PARTS.reduce((sum, part) => sum + truth[part] * (one[part] - other[part]), 0);
    const isFirst = random() < 1 / (1 + Math.exp(-options.sharpness * worth));
    const [preferred, left] = isFirst ? [one, other] : [other, one];
    return { decisionId: `${effectTypeId}-${i}`, effectTypeId, preferred, other: left };
  });
}

const within = (weights: QualityVector) =>
  PARTS.every(
    (part) =>
      weights[part] >= 0.5 * DEFAULT_QUALITY_WEIGHTS[part] - 1e-6 &&
      weights[part] <= 2 * DEFAULT_QUALITY_WEIGHTS[part] + 1e-6,
  );
/** The order in which they are decided, one effect type after the other. */
function mixed(...groups: readonly Preference[][]): Preference[] {
  const random = seededRandom(77);
  return groups
    .flat()
    .map((preference) => ({ preference, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ preference }) => preference);
}
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

const OF_STYLE: QualityVector = {
  ...{ fidelity: 0.17, artifacts: 0.18, styleAdherence: 0.5, temporalConsistency: 0.15 },
};
const OF_FIDELITY: QualityVector = {
  ...{ fidelity: 0.52, artifacts: 0.2, styleAdherence: 0.14, temporalConsistency: 0.14 },
};

it('gives effect types that people judge by other things weights of their own, and leaves the rest with those of all', () => {
  const learnt = learnWeights(
    mixed(
      people(OF_STYLE, { count: 400, sharpness: 25, seed: 1, effectTypeId: 'noir' }),
      people(OF_FIDELITY, { count: 400, sharpness: 25, seed: 2, effectTypeId: 'look-match' }),
      people(OF_STYLE, { count: LEAST_DECISIONS_OF_TYPE - 1, sharpness: 25, seed: 3, effectTypeId: 'neon' }),
    ),
  )!;
  const [one, other, few] = learnt.effectTypes;
  expect([one!.effectTypeId, other!.effectTypeId].sort()).toEqual(['look-match', 'noir']);
  const noir = learnt.effectTypes.find(({ effectTypeId }) => effectTypeId === 'noir')!;
  const match = learnt.effectTypes.find(({ effectTypeId }) => effectTypeId === 'look-match')!;
  expect(noir).toMatchObject({ isOwn: true, decisions: 400 });
  expect(match).toMatchObject({ isOwn: true, decisions: 400 });
  for (const part of PARTS) {
    expect(Math.abs(noir.weights[part] - OF_STYLE[part])).toBeLessThan(0.07);
    expect(Math.abs(match.weights[part] - OF_FIDELITY[part])).toBeLessThan(0.07);
  }
  expect(noir.evidence!.agreement).toBeGreaterThan(noir.evidence!.agreementOfAll);
  expect(noir.evidence!.logLoss).toBeLessThan(noir.evidence!.logLossOfAll);
  expect(few).toEqual({
    ...{ effectTypeId: 'neon', decisions: LEAST_DECISIONS_OF_TYPE - 1 },
    ...{ preferences: LEAST_DECISIONS_OF_TYPE - 1, weights: learnt.weights, isOwn: false, evidence: null },
  });
  // What all teach together lies between the two, so that it is the own weights that foretell better.
  expect(learnt).toMatchObject({ isBetter: true, decisions: 829 });
  expect(learnt.agreement).toBeGreaterThan(learnt.handAgreement + 0.02);
});

it('gives no effect type weights of its own by luck, where all are judged by the same', () => {
  const types = Array.from({ length: 6 }, (_, i) => `type-${i}`);
  const lucky = Array.from({ length: 12 }, (_, round) =>
    learnWeights(
      mixed(
        ...types.map((effectTypeId, i) =>
          people(OF_STYLE, { count: 60, sharpness: 15, seed: 500 + 10 * round + i, effectTypeId }),
        ),
      ),
    )!.effectTypes.filter(({ isOwn }) => isOwn),
  ).flat();
  expect(lucky.length).toBeLessThanOrEqual(1);
});

it('holds weights the closer to what they are held to, the fewer decisions there are', () => {
  const towards = partsOf(OF_STYLE);
  const fidelityAfter = (count: number) => {
    const voices = people(OF_FIDELITY, { count, sharpness: 30, seed: 22 }).map(({ preferred, other }) => {
      const left = partsOf(other);
      return [partsOf(preferred).map((value, i) => value - left[i]!)];
    });
    return vectorOf(fitWeights(voices, { towards, strength: 8 }).weights).fidelity;
  };
  const [few, more, many] = [fidelityAfter(10), fidelityAfter(60), fidelityAfter(600)];
  expect(Math.abs(few - OF_STYLE.fidelity)).toBeLessThan(0.05);
  expect(more).toBeGreaterThan(few + 0.03);
  expect(many).toBeGreaterThan(more + 0.03);
  expect(Math.abs(many - OF_FIDELITY.fidelity)).toBeLessThan(0.07);
});
