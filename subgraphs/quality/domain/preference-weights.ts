import { clamp, mean, standardDeviation } from '@effect-studio/media/statistics';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import type { Preference } from './preferences.ts';

/** Fewer decisions than this teach nothing. */
export const LEAST_DECISIONS = 60;
/** No part counts for less than half or more than twice what the hand weights say. */
export const WEIGHT_BOUNDS = Object.freeze({ least: 0.5, most: 2 });
/** How sure it has to be that learnt weights foretell better: once in a hundred it would be luck (one-sided z). */
export const LEAST_Z = 2.33;

const PARTS = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;
const HAND = PARTS.map((part) => DEFAULT_QUALITY_WEIGHTS[part]);
/** How strongly weights are held to the hand's: as so many decisions against twice the weight. */
const PRIOR = 4;
/** How sharply people decide: a composite that is better by 0.1 is liked better in 55 % to 99.5 % of the cases. */
const SCALES = [2, 3, 4.5, 7, 10, 15, 22, 33, 50] as const;
const FOLDS = 5;
const STEPS = 400;

/** Weights that foretell people's decisions, and how well. */
export interface LearntWeights {
  weights: QualityVector;
  /** Whether they foretell decisions that they were not learnt from better than the hand weights do. */
  isBetter: boolean;
  decisions: number;
  preferences: number;
  /** Mean log loss per decision that was held out; 0.693 is guessing. */
  logLoss: number;
  handLogLoss: number;
  /** The difference over its standard error. */
  z: number;
}

type Vector = readonly number[];
/** Differences of the parts, preferred less other; those of one decision together. */
type Voices = readonly (readonly Vector[])[];

/**
 * Learns the weights of the composite from preferences: Bradley and Terry (1952) on differences of the four parts, the
 * weights held to the hand weights by a ridge and never beyond {@link WEIGHT_BOUNDS}. Judged by five-fold
 * cross-validation over decisions in turn. Deterministic.
 * @returns null for fewer than {@link LEAST_DECISIONS} decisions
 */
export function learnWeights(preferences: readonly Preference[]): LearntWeights | null {
  const voices = [...Map.groupBy(preferences, ({ decisionId }) => decisionId).values()].map((one) =>
    one.map(({ preferred, other }) => PARTS.map((part) => preferred[part] - other[part])),
  );
  if (voices.length < LEAST_DECISIONS) return null;
  const learnt: number[] = [];
  const hand: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const trained = voices.filter((_, i) => i % FOLDS !== fold);
    const held = voices.filter((_, i) => i % FOLDS === fold);
    const handScale = bestScale(trained, HAND);
    const fitted = fit(trained);
    for (const voice of held) {
      hand.push(lossOf(voice, HAND, handScale));
      learnt.push(lossOf(voice, fitted.weights, fitted.scale));
    }
  }
  const gains = hand.map((loss, i) => loss - learnt[i]!);
  const error = standardDeviation(gains) / Math.sqrt(gains.length);
  const z = error === 0 ? 0 : mean(gains) / error;
  const [fidelity, artifacts, styleAdherence, temporalConsistency] = fit(voices).weights as [
    number,
    number,
    number,
    number,
  ];
  return {
    weights: { fidelity, artifacts, styleAdherence, temporalConsistency },
    isBetter: z >= LEAST_Z,
    decisions: voices.length,
    preferences: preferences.length,
    logLoss: mean(learnt),
    handLogLoss: mean(hand),
    z,
  };
}

/** Weights and sharpness in turn, until neither moves much. */
function fit(voices: Voices): { weights: Vector; scale: number } {
  let weights: Vector = HAND;
  let scale = bestScale(voices, weights);
  for (let turn = 0; turn < 3; turn++) {
    weights = bestWeights(voices, scale);
    scale = bestScale(voices, weights);
  }
  return { weights, scale };
}

const dot = (one: Vector, other: Vector) => one.reduce((sum, value, i) => sum + value * other[i]!, 0);
/** −log of the chance that the preferred one is preferred; stable for large arguments. */
const softplus = (value: number) => (value > 30 ? value : Math.log1p(Math.exp(value)));

function lossOf(voice: readonly Vector[], weights: Vector, scale: number): number {
  return mean(voice.map((difference) => softplus(-scale * dot(weights, difference))));
}

function bestScale(voices: Voices, weights: Vector): number {
  const losses = SCALES.map((scale) => mean(voices.map((voice) => lossOf(voice, weights, scale))));
  return SCALES[losses.indexOf(Math.min(...losses))]!;
}

/** Projected gradient descent: the loss is convex, so is where weights may lie. */
function bestWeights(voices: Voices, scale: number): Vector {
  let weights: Vector = HAND;
  // No step may overshoot: a preference bends the loss by at most scale² |difference|² / 4, the prior by 2 PRIOR / hand².
  const spread = voices.reduce((sum, voice) => sum + mean(voice.map((one) => dot(one, one))), 0);
  const bend = (spread * scale ** 2) / 4 + (2 * PRIOR) / Math.min(...HAND) ** 2;
  for (let step = 0; step < STEPS; step++) {
    const slope = HAND.map((hand, i) => (2 * PRIOR * (weights[i]! - hand)) / hand ** 2);
    for (const voice of voices) {
      for (const difference of voice) {
        const surprise = 1 / (1 + Math.exp(scale * dot(weights, difference)));
        for (let i = 0; i < slope.length; i++)
          slope[i]! -= (scale * surprise * difference[i]!) / voice.length;
      }
    }
    const next = withinBounds(weights.map((weight, i) => weight - slope[i]! / bend));
    const moved = Math.max(...next.map((weight, i) => Math.abs(weight - weights[i]!)));
    weights = next;
    if (moved < 1e-7) break;
  }
  return weights;
}

/** The nearest weights that sum to 1 and lie within bounds, by bisection on what is taken from each. */
function withinBounds(wanted: Vector): Vector {
  const held = (shift: number) =>
    wanted.map((weight, i) =>
      clamp(weight - shift, WEIGHT_BOUNDS.least * HAND[i]!, WEIGHT_BOUNDS.most * HAND[i]!),
    );
  let [low, high] = [-2, 2];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (held(middle).reduce((sum, weight) => sum + weight, 0) > 1) low = middle;
    else high = middle;
  }
  return held((low + high) / 2);
}
