import { clamp, mean } from '@effect-studio/media/statistics';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';

const PARTS = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;

/** Values of the four parts in one order. */
export type Parts = readonly number[];
/** Differences of the parts, preferred less other; those of one decision together. */
export type Voice = readonly Parts[];
/** Weights, and how sharply people decide by them. */
export interface Fit {
  weights: Parts;
  scale: number;
}

export const partsOf = (vector: QualityVector): Parts => PARTS.map((part) => vector[part]);

export function vectorOf(parts: Parts): QualityVector {
  const [fidelity, artifacts, styleAdherence, temporalConsistency] = parts as [
    number,
    number,
    number,
    number,
  ];
  return { fidelity, artifacts, styleAdherence, temporalConsistency };
}

/** The weights that were made by hand. */
export const HAND: Parts = partsOf(DEFAULT_QUALITY_WEIGHTS);

/** No part counts for less than half or more than twice what the hand weights say. */
export const WEIGHT_BOUNDS = Object.freeze({ least: 0.5, most: 2 });

/** How sharply people decide: a composite that is better by 0.1 is liked better in 55 % to 99.5 % of the cases. */
const SCALES = [2, 3, 4.5, 7, 10, 15, 22, 33, 50] as const;
const STEPS = 400;

/** What weights are held to, and how strongly. */
export interface Prior {
  towards: Parts;
  /** The loss of that many nats for a part that weighs its hand weight more or less than in `towards`. */
  strength: number;
}

/**
 * Fits weights to preferences: Bradley and Terry (1952) on differences of the four parts, held to a prior by a ridge and
 * never beyond {@link WEIGHT_BOUNDS}. Weights and sharpness in turn, until neither moves much. Deterministic.
 */
export function fitWeights(voices: readonly Voice[], prior: Prior): Fit {
  let weights = prior.towards;
  let scale = bestScale(voices, weights);
  for (let turn = 0; turn < 3; turn++) {
    weights = bestWeights(voices, scale, prior);
    scale = bestScale(voices, weights);
  }
  return { weights, scale };
}

const dot = (one: Parts, other: Parts) => one.reduce((sum, value, i) => sum + value * other[i]!, 0);
/** −log of the chance that the preferred one is preferred; stable for large arguments. */
const softplus = (value: number) => (value > 30 ? value : Math.log1p(Math.exp(value)));

/** Mean log loss of one decision's preferences. */
export function lossOf(voice: Voice, { weights, scale }: Fit): number {
  return mean(voice.map((difference) => softplus(-scale * dot(weights, difference))));
}

/** Share of one decision's preferences that the weights rank as it did, 0 to 1; a tie is half. */
export function agreementOf(voice: Voice, weights: Parts): number {
  return mean(
    voice.map((difference) => {
      const better = dot(weights, difference);
      return better > 0 ? 1 : better === 0 ? 0.5 : 0;
    }),
  );
}

/** How sharply people decide by these weights. */
export function bestScale(voices: readonly Voice[], weights: Parts): number {
  const losses = SCALES.map((scale) => mean(voices.map((voice) => lossOf(voice, { weights, scale }))));
  return SCALES[losses.indexOf(Math.min(...losses))]!;
}

/** Projected gradient descent: the loss is convex, so is where weights may lie. */
function bestWeights(voices: readonly Voice[], scale: number, { towards, strength }: Prior): Parts {
  let weights = towards;
  // No step may overshoot: a preference bends the loss by at most scale² |difference|² / 4, the prior by 2 strength / hand².
  const spread = voices.reduce((sum, voice) => sum + mean(voice.map((one) => dot(one, one))), 0);
  const bend = (spread * scale ** 2) / 4 + (2 * strength) / Math.min(...HAND) ** 2;
  for (let step = 0; step < STEPS; step++) {
    const slope = HAND.map((hand, i) => (2 * strength * (weights[i]! - towards[i]!)) / hand ** 2);
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
function withinBounds(wanted: Parts): Parts {
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
