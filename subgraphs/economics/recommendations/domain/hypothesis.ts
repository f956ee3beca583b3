import type { Stratum, Sums } from '../../statistics/cluster-bootstrap.ts';
import type { Random } from '../../statistics/seeded-random.ts';
import type { EvidenceSource, Facts, Proposal } from './recommendation.ts';

/** What a change would bring in a month. */
export interface Effect {
  /** Nano-USD; an estimate, so not an integer until it is stored. */
  profitChange: number;
  /** Of composite quality; 0 where it is not touched. */
  qualityChange: number;
}

/** A question that the evidence may answer: would this change earn more without costing quality? */
export interface Hypothesis {
  proposal: Proposal;
  subject: string;
  source: EvidenceSource;
  sampleCount: number;
  strata: readonly Stratum[];
  /** The effect of the change on resampled sums. */
  effectOf: (sums: readonly Sums[], random: Random | null) => Effect;
  touchesQuality: boolean;
  /** Facts of its own; impact, confidence and the like are added. */
  facts: Facts;
}
