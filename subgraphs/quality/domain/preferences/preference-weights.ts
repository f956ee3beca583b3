import { mean, standardDeviation } from '@effect-studio/media/statistics';
import type { QualityVector } from '@effect-studio/schema/media/quality-vector';
import {
  agreementOf,
  bestScale,
  type Fit,
  fitWeights,
  HAND,
  lossOf,
  type Parts,
  partsOf,
  type Voice,
  vectorOf,
} from './fit-weights.ts';
import type { Preference } from './preferences.ts';

/** Fewer decisions than this teach nothing. */
export const LEAST_DECISIONS = 60;
/** How sure it has to be that learnt weights foretell better: once in a hundred it would be luck (one-sided z). */
export const LEAST_Z = 2.33;
/** Fewer decisions about one effect type than this say nothing about it alone. */
export const LEAST_DECISIONS_OF_TYPE = 30;
/** The same of one effect type's own weights, where a dozen are looked at: once in a hundred times one of them would be luck. */
export const LEAST_Z_OF_TYPE = 3.14;

/** Against the hand weights: some twenty-five decisions weigh as much. */
const PRIOR = 4;
/** Against what all effect types teach together: some fifty decisions about one weigh as much. */
const PRIOR_OF_TYPE = 8;
const FOLDS = 5;

/** How well weights foretell decisions that they were not learnt from, beside others that they are to replace. */
interface HeldOut {
  decisions: number;
  preferences: number;
  /** Mean log loss per decision that was held out; 0.693 is guessing. */
  logLoss: number;
  /** Mean share of held-out preferences that the composite ranks as people did, 0 to 1; 0.5 is guessing. */
  agreement: number;
  /** The gain in log loss over its standard error. */
  z: number;
}

/** What one effect type's outputs are weighed by, and why. */
export interface WeightsOfType {
  effectTypeId: string;
  /** Its own where `isOwn`, else those of all. */
  weights: QualityVector;
  /** Whether its own weights foretell its decisions better than those of all do. */
  isOwn: boolean;
  decisions: number;
  preferences: number;
  /** Its own weights beside those of all; null for fewer than {@link LEAST_DECISIONS_OF_TYPE} decisions. */
  evidence:
    | (Omit<HeldOut, 'decisions' | 'preferences'> & {
        logLossOfAll: number;
        agreementOfAll: number;
      })
    | null;
}

/** Weights that foretell people's decisions, and how well. */
export interface LearntWeights extends HeldOut {
  weights: QualityVector;
  /** Whether they foretell decisions that they were not learnt from better than the hand weights do. */
  isBetter: boolean;
  handLogLoss: number;
  handAgreement: number;
  /** Every effect type that something was decided about, most decisions first. */
  effectTypes: WeightsOfType[];
}

/** One decision, how it was foretold while it was held out. */
interface Decided {
  effectTypeId: string;
  voice: Voice;
}
type Foretold = Record<'hand' | 'all' | 'own', { loss: number; agreement: number }>;

/**
 * Learns the weights of the composite from preferences ({@link fitWeights}): one set from all of them, held to the hand
 * weights, and one per effect type, held to that set: the fewer decisions, the closer. An effect type has its own only
 * where they foretell its decisions better, so surely that it is no luck. Judged by five-fold cross-validation over
 * decisions in turn. Deterministic.
 * @returns null for fewer than {@link LEAST_DECISIONS} decisions
 */
export function learnWeights(preferences: readonly Preference[]): LearntWeights | null {
  const decided = [...Map.groupBy(preferences, ({ decisionId }) => decisionId).values()].map(
    (one): Decided => ({
      effectTypeId: one[0]!.effectTypeId,
      voice: one.map(({ preferred, other }) => {
        const left = partsOf(other);
        return partsOf(preferred).map((value, i) => value - left[i]!);
      }),
    }),
  );
  if (decided.length < LEAST_DECISIONS) return null;
  const foretold = foretell(decided);
  const all = fitWeights(voicesOf(decided), { towards: HAND, strength: PRIOR }).weights;
  const effectTypes = [...Map.groupBy(decided.keys(), (i) => decided[i]!.effectTypeId)]
    .map(([effectTypeId, places]) => effectTypeWeights(effectTypeId, places, { decided, foretold, all }))
    .sort(
      (one, other) => other.decisions - one.decisions || (one.effectTypeId < other.effectTypeId ? -1 : 1),
    );
  const own = new Set(effectTypes.filter(({ isOwn }) => isOwn).map(({ effectTypeId }) => effectTypeId));
  const learnt = foretold.map((one, i) => (own.has(decided[i]!.effectTypeId) ? one.own : one.all));
  const hand = foretold.map((one) => one.hand);
  const z = gainOver(hand, learnt);
  return {
    weights: vectorOf(all),
    isBetter: z >= LEAST_Z,
    decisions: decided.length,
    preferences: preferences.length,
    logLoss: mean(learnt.map(({ loss }) => loss)),
    agreement: mean(learnt.map(({ agreement }) => agreement)),
    handLogLoss: mean(hand.map(({ loss }) => loss)),
    handAgreement: mean(hand.map(({ agreement }) => agreement)),
    z,
    effectTypes,
  };
}

const voicesOf = (decided: readonly Decided[]) => decided.map(({ voice }) => voice);

/** How each decision is foretold by weights that were learnt without its fold, in the order of decisions. */
function foretell(decided: readonly Decided[]): Foretold[] {
  const foretold = new Array<Foretold>(decided.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const trained = decided.filter((_, i) => i % FOLDS !== fold);
    const all = fitWeights(voicesOf(trained), { towards: HAND, strength: PRIOR });
    const handScale = bestScale(voicesOf(trained), HAND);
    const byType = Map.groupBy(trained, ({ effectTypeId }) => effectTypeId);
    const fits = new Map<string, Record<keyof Foretold, Fit>>();
    const fitsOf = (effectTypeId: string): Record<keyof Foretold, Fit> => {
      const voices = voicesOf(byType.get(effectTypeId) ?? []);
      if (voices.length < (LEAST_DECISIONS_OF_TYPE * (FOLDS - 1)) / FOLDS)
        return { hand: { weights: HAND, scale: handScale }, all, own: all };
      // The same sharpness for all, or what is sharper about one effect type would pass for other weights.
      const scaled = (weights: Parts): Fit => ({ weights, scale: bestScale(voices, weights) });
      return {
        hand: scaled(HAND),
        all: scaled(all.weights),
        own: fitWeights(voices, { towards: all.weights, strength: PRIOR_OF_TYPE }),
      };
    };
    for (const [i, { effectTypeId, voice }] of decided.entries()) {
      if (i % FOLDS !== fold) continue;
      if (!fits.has(effectTypeId)) fits.set(effectTypeId, fitsOf(effectTypeId));
      const told = fits.get(effectTypeId)!;
      const by = (fit: Fit) => ({ loss: lossOf(voice, fit), agreement: agreementOf(voice, fit.weights) });
      foretold[i] = { hand: by(told.hand), all: by(told.all), own: by(told.own) };
    }
  }
  return foretold;
}

function effectTypeWeights(
  effectTypeId: string,
  places: readonly number[],
  { decided, foretold, all }: { decided: readonly Decided[]; foretold: readonly Foretold[]; all: Parts },
): WeightsOfType {
  const voices = places.map((i) => decided[i]!.voice);
  const counts = {
    effectTypeId,
    decisions: voices.length,
    preferences: voices.reduce((sum, voice) => sum + voice.length, 0),
  };
  if (voices.length < LEAST_DECISIONS_OF_TYPE)
    return { ...counts, weights: vectorOf(all), isOwn: false, evidence: null };
  const [ofAll, own] = (['all', 'own'] as const).map((by) => places.map((i) => foretold[i]![by])) as [
    Foretold['all'][],
    Foretold['own'][],
  ];
  const z = gainOver(ofAll, own);
  const isOwn = z >= LEAST_Z_OF_TYPE;
  const weights = isOwn ? fitWeights(voices, { towards: all, strength: PRIOR_OF_TYPE }).weights : all;
  return {
    ...counts,
    weights: vectorOf(weights),
    isOwn,
    evidence: {
      logLoss: mean(own.map(({ loss }) => loss)),
      agreement: mean(own.map(({ agreement }) => agreement)),
      logLossOfAll: mean(ofAll.map(({ loss }) => loss)),
      agreementOfAll: mean(ofAll.map(({ agreement }) => agreement)),
      z,
    },
  };
}

/** The mean gain of the one over the other in log loss, over its standard error. */
function gainOver(before: readonly { loss: number }[], after: readonly { loss: number }[]): number {
  const gains = before.map(({ loss }, i) => loss - after[i]!.loss);
  const error = standardDeviation(gains) / Math.sqrt(gains.length);
  return error === 0 ? 0 : mean(gains) / error;
}
