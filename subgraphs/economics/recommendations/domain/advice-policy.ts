/** Numbers that recommendations go by. */
export interface AdvicePolicy {
  /** How far back evidence reaches, in days. */
  evidenceDays: number;
  /** Executions that each arm needs, from work for people. */
  minSamples: number;
  /** Pairs on the same input, from benchmarks. */
  minPairs: number;
  /** Kish's effective sample size that each arm needs, its executions weighted by their work units. */
  minEffectiveSamples: number;
  /** People (or fleet days) to resample; fewer say little of others. */
  minClusters: number;
  /** Composite quality that may be given up, δ. */
  qualityMargin: number;
  bootstrapDraws: number;
  /** Share of the bootstrap between the bounds of the impact. */
  intervalLevel: number;
  /** Share of all proposals, over time, that may be false on average. */
  falseDiscoveryRate: number;
  /** Confidence from which a provider switch may apply itself. */
  autoApplyConfidence: number;
  /** Days until the daily round asks the same question again: most of the evidence would be the same. */
  askAgainDays: number;
  /** Confidence below which an open proposal is withdrawn. */
  keepConfidence: number;
  /** Days until a proposal that nobody decided expires. */
  expireDays: number;
  /** Days for which a decided subject is not proposed again. */
  cooldownDays: number;
  /** Days after the change until its impact is measured. */
  measureAfterDays: number;
  price: {
    /** Loaded margin that a raise aims at and a lower price keeps. */
    targetMargin: number;
    /** Greatest step of the price at once. */
    maxStep: number;
    /** Bounds of the elasticity of demand; drawn evenly while no change of a price taught better. */
    elasticity: readonly [number, number];
  };
  /** Share of paid machine time that a fleet should be at work. */
  targetUtilisation: number;
}

/** FINDINGS of the design study; the bounds of elasticity are ours, wide because nothing was measured yet. */
export const ADVICE_POLICY: Readonly<AdvicePolicy> = Object.freeze({
  evidenceDays: 28,
  minSamples: 100,
  minPairs: 30,
  minEffectiveSamples: 100,
  minClusters: 20,
  qualityMargin: 0.02,
  bootstrapDraws: 2_000,
  intervalLevel: 0.8,
  falseDiscoveryRate: 0.1,
  autoApplyConfidence: 0.95,
  askAgainDays: 7,
  keepConfidence: 0.7,
  expireDays: 30,
  cooldownDays: 14,
  measureAfterDays: 14,
  price: Object.freeze({ targetMargin: 0.35, maxStep: 0.25, elasticity: [0, 1.5] as const }),
  targetUtilisation: 0.7,
});

export const DAYS_PER_MONTH = 30;
export const DAY_MS = 86_400_000;
