import { sequenceRadius } from '../../statistics/confidence-sequence.ts';

export type TrialMetric = 'UTILITY' | 'QUALITY' | 'MARGIN';
export type TrialEnd = 'A_IS_BETTER' | 'B_IS_BETTER' | 'NO_DIFFERENCE' | 'TIME_IS_UP' | 'STOPPED_BY_ADMIN';

/** An A/B of two workflows on the same inputs. */
export interface Trial {
  id: string;
  effectTypeId: string;
  workflowA: string;
  workflowB: string;
  mode: 'CANDIDATE' | 'SHADOW';
  metric: TrialMetric;
  /** Share of the effect's runs that get both, 0 to 1. */
  share: number;
  /** Pairs before a difference may end it. */
  minPairs: number;
  /** Pairs after which no difference is looked for any more. */
  maxPairs: number;
  /** Chance of ever calling two equal workflows different. */
  errorShare: number;
  reason: string;
  startedAt: Date;
  startedBy: string | null;
  /** When it ends without a decision. */
  endsAt: Date;
  end: { at: Date; by: string | null; reason: TrialEnd; note: string | null } | null;
  /** As it was when the trial ended; null while it runs. */
  result: TrialResult | null;
}

/** A less B over runs in which both delivered a verdict. */
export interface TrialResult {
  pairs: number;
  /** Null below two pairs. */
  meanDifference: number | null;
  /** Holds at every look, whenever one stops; null below two pairs. */
  lower: number | null;
  upper: number | null;
}

/** What some pairs say. @param differences A less B, one per run */
export function resultOf(
  differences: readonly number[],
  { errorShare, minPairs }: Pick<Trial, 'errorShare' | 'minPairs'>,
): TrialResult {
  const pairs = differences.length;
  if (pairs < 2) return { pairs, meanDifference: null, lower: null, upper: null };
  const mean = differences.reduce((sum, one) => sum + one, 0) / pairs;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (pairs - 1);
  const radius = sequenceRadius(Math.sqrt(variance), pairs, {
    error: errorShare,
    tightAt: Math.max(100, 2 * minPairs),
  });
  return { pairs, meanDifference: mean, lower: mean - radius, upper: mean + radius };
}

/**
 * Why a trial is over; null while it goes on. The interval may be looked at after every pair without spoiling it, so
 * stopping as soon as it leaves zero out keeps the promised error.
 */
export function endOf(trial: Trial, result: TrialResult, now: Date): TrialEnd | null {
  const { pairs, lower, upper } = result;
  if (pairs >= trial.minPairs && lower !== null && upper !== null) {
    if (lower > 0) return 'A_IS_BETTER';
    if (upper < 0) return 'B_IS_BETTER';
  }
  if (pairs >= trial.maxPairs) return 'NO_DIFFERENCE';
  return now >= trial.endsAt ? 'TIME_IS_UP' : null;
}
