/** What may be recommended. */
export type RecommendationKind =
  | 'PROVIDER_SWITCH'
  | 'PRICE_ADJUSTMENT'
  | 'FLEET_OPTIMIZATION'
  | 'WORKFLOW_TUNING';

export const RECOMMENDATION_STATES = [
  'PROPOSED',
  'SNOOZED',
  'APPROVED',
  'REJECTED',
  'APPLIED',
  'MEASURED',
  'WITHDRAWN',
] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** The allowed moves, written once. A snoozed one comes back as proposed; what nobody decided is withdrawn. */
export const RECOMMENDATION_TRANSITIONS: Readonly<
  Record<RecommendationState, readonly RecommendationState[]>
> = {
  PROPOSED: ['SNOOZED', 'APPROVED', 'REJECTED', 'WITHDRAWN'],
  SNOOZED: ['PROPOSED', 'APPROVED', 'REJECTED', 'WITHDRAWN'],
  APPROVED: ['APPLIED'],
  REJECTED: [],
  APPLIED: ['MEASURED'],
  MEASURED: [],
  WITHDRAWN: [],
};

/** States in which the same subject is not proposed a second time. */
export const OPEN_STATES: readonly RecommendationState[] = ['PROPOSED', 'SNOOZED', 'APPROVED'];

export const mayMove = (from: RecommendationState, to: RecommendationState): boolean =>
  RECOMMENDATION_TRANSITIONS[from].includes(to);

/** What is to be changed, precisely enough to do it. */
export type Proposal =
  | {
      kind: 'PROVIDER_SWITCH';
      effectTypeId: string;
      fromProviderId: string;
      fromWorkflowId: string;
      toProviderId: string;
      toWorkflowId: string;
    }
  | {
      kind: 'PRICE_ADJUSTMENT';
      /** Null: the general price. */
      effectTypeId: string | null;
      fromTokens: number;
      toTokens: number;
    }
  | {
      kind: 'FLEET_OPTIMIZATION';
      fleet: string;
      change: 'SMALLER' | 'LARGER' | 'OTHER_INSTANCE_TYPE';
      targetUtilisation: number;
      /** Of OTHER_INSTANCE_TYPE. */
      fromInstanceType?: string;
      toInstanceType?: string;
    }
  | {
      kind: 'WORKFLOW_TUNING';
      effectTypeId: string;
      providerId: string;
      workflowId: string;
      /** The sibling to use instead; null to bring the workflow back to what it was. */
      toWorkflowId: string | null;
    };

/** Where the evidence comes from: work for people, or the same inputs given to every provider on purpose. */
export type EvidenceSource = 'USER_RUNS' | 'BENCHMARK';

/** An estimate of money with its interval, nano-USD. */
export interface MoneyEstimate {
  expectedNanoUsd: bigint;
  lowerNanoUsd: bigint;
  upperNanoUsd: bigint;
  /** Share of the bootstrap that the interval holds, such as 0.8. */
  level: number;
}

/** A number that a wording may use, and how it is written. */
export interface Fact {
  value: number;
  /** As it stands in the text, such as `$1.20` or `-3.0 %`. */
  text: string;
}

/** Everything that a wording may say. Locked: a number that is not in here is refused. */
export type Facts = Readonly<Record<string, Fact | string>>;

/** What was found, before anybody decided. */
export interface Finding {
  proposal: Proposal;
  /** Names the question, so that it is asked once: `{kind}:{scope}`. */
  subject: string;
  source: EvidenceSource;
  /** Executions (of the smaller arm), charged runs or fleet days that it rests on. */
  sampleCount: number;
  /** P(Δprofit > 0 and Δquality ≥ −δ) by the bootstrap. */
  confidence: number;
  monthlyImpact: MoneyEstimate;
  /** Change of composite quality, −1 to 1; null where quality is not touched. */
  qualityChange: number | null;
  /** May it apply itself where the studio is set to allow that? Only capped provider switches. */
  isAutoApplicable: boolean;
  facts: Facts;
}

/** Predicted and realised, side by side. */
export interface Measurement {
  realised: MoneyEstimate;
  qualityChange: number | null;
  /** Charged runs (or fleet days) after the change. */
  sampleCount: number;
  from: string;
  to: string;
}

/** How an approved recommendation is brought about. */
export type Application = 'OVERRIDE' | 'RATE_CARD' | 'BY_HAND';
