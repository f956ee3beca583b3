/** How traffic is shared out among what may be routed to. */
export const POLICY_KINDS = ['EPSILON_GREEDY', 'THOMPSON'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** How observations of one effect type become a ranking and shares of traffic. Stored with every manifest. */
export interface RoutingPolicy {
  kind: PolicyKind;
  /** ε: share of traffic that EPSILON_GREEDY spreads evenly over everything eligible. */
  explorationShare: number;
  /** Share of traffic that THOMPSON spreads evenly over everything eligible. */
  weightFloor: number;
  /** Composite quality, 0 to 1, below which a workflow gets no traffic. 0: no floor. */
  qualityFloor: number;
  /** Weights of the utility's terms; they add up to 1. */
  qualityWeight: number;
  costWeight: number;
  speedWeight: number;
  /** Cost of a typical leg at which the cost term is 0, in nano-USD; null: twice the effect's pooled mean. */
  costCapNanoUsd: number | null;
  /** Busy time of a typical leg at which the speed term is 0; null: twice the effect's pooled mean. */
  durationSloMs: number | null;
  /** Margins whose bounds differ by no more than this are the same to the business; utility decides among them. */
  marginTolerance: number;
}

/** The settings that the studio starts with: ε 5 %, additive utility 0.5 / 0.3 / 0.2. */
export const DEFAULT_POLICY: Readonly<RoutingPolicy> = Object.freeze({
  kind: 'EPSILON_GREEDY',
  explorationShare: 0.05,
  weightFloor: 0.02,
  qualityFloor: 0.3,
  qualityWeight: 0.5,
  costWeight: 0.3,
  speedWeight: 0.2,
  costCapNanoUsd: null,
  durationSloMs: null,
  marginTolerance: 0.01,
});

/** What is the same for every effect type; chosen by simulation (`npm run bench -- routing`), not by admins. */
export const LEARNING = Object.freeze({
  /** Name of these rules in manifests and decisions; a change of them is a new version. */
  version: 'bandit-2',
  /** Attempts that the effect's pooled mean counts for. */
  priorStrength: 5,
  /** What an observation still counts one cycle later. */
  discountPerCycle: 0.97,
  /** Quantile of the one-sided 90 % bounds: two of them are an 80 % interval. */
  boundZ: 1.2816,
  /** Posterior draws behind Thompson's weights; their standard error is at most 2.3 points. */
  draws: 500,
  /** Attempts that a newcomer needs before people see its work. */
  shadowSamples: 30,
  /** Shadow legs that a newcomer gets per cycle. */
  shadowLegsPerCycle: 4,
  /** When a workflow counts as changed, and what its earlier evidence counts for then. */
  change: Object.freeze({ minJudged: 8, z: 3, evidenceKept: 0.1 }),
  gate: Object.freeze({
    /** Cycles that the gate looks back on, the running one included. */
    cycles: 4,
    /** Three failures are a pattern, one is not: a gate that trips on a single failure makes outages worse. */
    minFailures: 3,
    /** The Wilson lower bound of the failure share that closes the gate. */
    maxFailureShare: 0.2,
    z: 1.645,
    /** With fewer attempts per cycle than this, a run of `minFailures` failures closes it, too. */
    sparseAttempts: 8,
    /** Shadow legs per cycle that probe what is closed. */
    probesPerCycle: 2,
    /** Straight successes that open it again. */
    reopenSuccesses: 3,
    /** Closings of so many cycles are remembered: a day. */
    closingsCycles: 96,
    /** What the evidence from before the failures counts for after that. */
    evidenceKept: 0.5,
  }),
});

/** Milliseconds of one cycle. */
export const CYCLE_MS = 15 * 60_000;

/** The cycle that a moment belongs to. */
export const cycleOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / CYCLE_MS) * CYCLE_MS);
