import type { PolicyKind } from '../../manifest/domain/policy.ts';

/** One workflow that a decision looked at. */
export interface DecisionCandidate {
  workflowId: string;
  providerId: string | null;
  effectTypeId: string | null;
  eligible: boolean;
  reason: string;
  rank: number | null;
  weight: number;
  /** Chance that it got a leg that people see, 0 to 1. */
  propensity: number;
}

/** One leg that a decision gave. */
export interface DecisionLeg {
  taskId: string;
  ordinal: number;
  role: 'candidate' | 'exploration' | 'shadow';
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  propensity: number;
}

/** One routing decision as the orchestrator made it; enough to judge another policy on it. */
export interface Decision {
  runId: string;
  ownerId: string;
  /** What the legs were drawn for. */
  effectTypeId: string;
  decidedAt: Date;
  manifestVersion: number | null;
  isManifestStale: boolean;
  policyVersion: string;
  policyKind: PolicyKind;
  explorationShare: number;
  isExplorationStopped: boolean;
  trialId: string | null;
  /** Hex digest that every draw came from. */
  seed: string;
  considered: DecisionCandidate[];
  legs: DecisionLeg[];
}

/** What became of a leg; all null while it is under way. */
export interface LegOutcome {
  /** Of the newest attempt. */
  outcome: string | null;
  isRejected: boolean;
  quality: number | null;
  /** Marginal cost over all attempts; null while a part is unpriced. */
  costNanoUsd: bigint | null;
  busyMs: number | null;
}
