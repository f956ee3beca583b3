import type { BudgetContext } from '@effect-studio/schema/events/shapes';

/** One way of one provider to make one effect, as the catalogue last said. */
export interface CatalogueWorkflow {
  workflowId: string;
  providerId: string;
  providerStatus: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY' | 'PAUSED';
  effectTypeId: string;
  variant: 'fast' | 'balanced' | 'fine';
  /** 64 hex digits. */
  digest: string;
  active: boolean;
  /** Whose work its provider does; absent: everybody's. */
  budgetContexts?: BudgetContext[] | undefined;
}

/** What economics expects of a workflow. */
export interface ManifestEntry {
  effectTypeId: string;
  workflowId: string;
  providerId: string;
  /** 1 is to be tried first. */
  rank: number;
  /** Share of traffic, 0..1. */
  weight: number;
  expectedCostNanoUsd: bigint | null;
  isBarred: boolean;
  reason: string;
  /** Legs per 15 minutes that people never see; 0 for what is not to be measured or probed. */
  shadowLegsPerCycle: number;
}

export type PolicyKind = 'EPSILON_GREEDY' | 'THOMPSON';

/** How one effect type's last leg is drawn. */
export interface EffectPolicy {
  effectTypeId: string;
  policyVersion: number;
  kind: PolicyKind;
  /** ε. */
  explorationShare: number;
}

/** An A/B of two workflows on the same inputs. */
export interface RoutingTrial {
  trialId: string;
  effectTypeId: string;
  workflowA: string;
  workflowB: string;
  /** CANDIDATE: people see both; SHADOW: what the run would not have tried anyway stays unseen. */
  mode: 'CANDIDATE' | 'SHADOW';
  /** Share of the effect's runs, 0..1. */
  share: number;
}

/** A routing manifest as read from the local snapshot. */
export interface RoutingManifest {
  version: number;
  digest: string;
  generatedAt: Date;
  /** When economics last found it to be still right. */
  checkedAt: Date;
  isExplorationStopped: boolean;
  /** What exploration may spend; null: no limit is set. */
  explorationLeftNanoUsd: bigint | null;
  entries: readonly ManifestEntry[];
  policies: readonly EffectPolicy[];
  trials: readonly RoutingTrial[];
}

/** What exploration may still do in this cycle. */
export interface ExplorationAllowance {
  /** Nothing may be explored, shadowed, probed or tried against each other; service goes on. */
  isStopped: boolean;
  /** What is left for legs that nobody ordered, planned ones taken off; null: no limit is set. */
  leftNanoUsd: bigint | null;
  /** Shadow legs planned in this cycle, by workflow. */
  shadowLegs: ReadonlyMap<string, number>;
}

/** What a routing decision may look at. */
export interface RoutingView {
  catalogue: readonly CatalogueWorkflow[];
  /** Null until economics published the first one: then the catalogue's order counts. */
  manifest: RoutingManifest | null;
  /** Economics has been silent for two cycles: decided by its last word, without exploring. */
  isManifestStale?: boolean;
  /** Absent: nothing holds exploration back. */
  exploration?: ExplorationAllowance;
  /** Whose work the run is; absent: a person's. */
  budgetContext?: BudgetContext;
}

/** One workflow that was looked at. */
export interface ConsideredWorkflow {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  eligible: boolean;
  reason: string;
  rank: number | null;
  weight: number;
  /** Chance that it got a leg that people see, 0..1. */
  propensity: number;
}

/** A decision as it is logged: enough to judge another policy on it later. */
export interface RoutingDecision {
  manifestVersion: number | null;
  policyVersion: string;
  considered: ConsideredWorkflow[];
  /** Hex digest that every draw of this decision came from. */
  seed: string;
  /** What the legs were drawn for; absent when nothing was eligible. */
  effectTypeId?: string;
  policyKind: PolicyKind;
  explorationShare: number;
  isManifestStale: boolean;
  isExplorationStopped: boolean;
  trialId: string | null;
}
