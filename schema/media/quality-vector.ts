import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Four views on one output, each 0..1, higher is better. */
export const qualityVector = z.object({
  /** Does the footage's content survive; judged after tone differences are taken out. */
  fidelity: share,
  /** Freedom from blur, blocks, noise, banding, frozen or black frames, lost sound. */
  artifacts: share,
  /** How much of the distance to the example's colours was covered. */
  styleAdherence: share,
  /** Freedom from flicker and jitter that the footage did not have. */
  temporalConsistency: share,
});
export type QualityVector = z.infer<typeof qualityVector>;

/** Weights of the composite; they sum to 1. */
export const DEFAULT_QUALITY_WEIGHTS: Readonly<QualityVector> = Object.freeze({
  fidelity: 0.3,
  artifacts: 0.25,
  styleAdherence: 0.25,
  temporalConsistency: 0.2,
});

/** One evaluation: the vector, what it is made of, and who measured it. */
export const qualityEvaluation = z.object({
  evaluatorVersion: z.string(),
  effectTypeId: z.string(),
  vector: qualityVector,
  composite: share,
  weights: qualityVector,
  /** Which weights these are; 0, also when absent, are the hand-made ones. */
  weightsVersion: z.int().nonnegative().optional(),
  /** What a model that passed the gate said of it; absent: none was asked. */
  opinion: z
    .object({
      judgeVersion: z.string(),
      score: share,
      remark: z.string(),
      /** What it added to the measured composite. */
      shift: z.number(),
    })
    .optional(),
  /** Why a model that was asked gave no opinion. */
  opinionMissing: z.string().optional(),
  /** Raw measurements by name, before expectations of the effect type; for explanation, not for ranking. */
  parts: z.record(z.string(), z.number()),
  /** The metric behind each part of the vector, by name; empty in evaluations of the first evaluator. */
  metrics: z.partialRecord(qualityVector.keyof(), z.string()).default({}),
  /** Frame pairs compared at 160×90 and at native size. */
  framesCompared: z.int().nonnegative(),
  nativeFramesCompared: z.int().nonnegative(),
});
export type QualityEvaluation = z.infer<typeof qualityEvaluation>;
