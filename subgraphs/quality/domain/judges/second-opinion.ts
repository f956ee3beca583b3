import { clamp } from '@effect-studio/media/statistics';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';

/** How much of the distance to a model's score the composite goes, and at most. */
const SHARE = 0.25;
/**
 * A model may not answer about one of a run's candidates: two that measure further apart than this change places by no
 * opinion, given or not.
 */
const MOST_SHIFT = 0.05;

/** What a model that passed the gate said of one candidate. */
export interface Opinion {
  judgeVersion: string;
  /** 0..1. */
  score: number;
  remark: string;
}

/**
 * A measured evaluation with a model's opinion: the vector stays as measured, the composite goes a quarter of the way to
 * the model's score, 0.05 at most.
 */
export function withOpinion(measured: QualityEvaluation, opinion: Opinion): QualityEvaluation {
  const wanted = SHARE * (opinion.score - measured.composite);
  const composite = clamp(measured.composite + clamp(wanted, -MOST_SHIFT, MOST_SHIFT));
  return {
    ...measured,
    composite,
    opinion: { ...opinion, shift: composite - measured.composite },
  };
}
