/** How observations become a ranking. Stored with every manifest. */
export interface RoutingPolicy {
  version: string;
  /** Weights of the utility's terms; they add up to 1. */
  qualityWeight: number;
  costWeight: number;
  speedWeight: number;
  /** Cost at which the cost term is 0, in multiples of the effect's pooled mean. */
  costCapMultiple: number;
  /** Duration at which the speed term is 0, in multiples of the effect's pooled mean. */
  durationCapMultiple: number;
  /** Attempts that the pooled mean counts for. */
  priorStrength: number;
  /** What an observation still counts one cycle later. */
  discountPerCycle: number;
  /** Share of traffic that is spread evenly over everything eligible. */
  explorationShare: number;
  /** Utility of a DEGRADED provider is multiplied by this. */
  degradedFactor: number;
  gate: {
    /** Cycles that the gate looks back on, the running one included. */
    cycles: number;
    minFailures: number;
    /** The Wilson lower bound of the failure share that closes the gate. */
    maxFailureShare: number;
    z: number;
  };
}

/** Minutes of one cycle. */
export const CYCLE_MS = 15 * 60_000;

/** FINDINGS of the design study: additive utility, shrinkage n0 = 5, discount 0.97, ε 5 %, gate by Wilson bound. */
export const DEFAULT_POLICY: Readonly<RoutingPolicy> = Object.freeze({
  version: 'epsilon-greedy-1',
  qualityWeight: 0.5,
  costWeight: 0.3,
  speedWeight: 0.2,
  costCapMultiple: 2,
  durationCapMultiple: 2,
  priorStrength: 5,
  discountPerCycle: 0.97,
  explorationShare: 0.05,
  degradedFactor: 0.5,
  gate: Object.freeze({ cycles: 4, minFailures: 3, maxFailureShare: 0.2, z: 1.645 }),
});

/** The cycle that a moment belongs to. */
export const cycleOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / CYCLE_MS) * CYCLE_MS);

/**
 * Lower bound of a share's Wilson score interval (Wilson 1927). @param z quantile of the normal distribution
 * @returns 0 without observations
 */
export function wilsonLowerBound(hits: number, total: number, z: number): number {
  if (total === 0) return 0;
  const share = hits / total;
  const z2 = z * z;
  const centre = share + z2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share) + z2 / (4 * total)) / total);
  return Math.max(0, (centre - spread) / (1 + z2 / total));
}
