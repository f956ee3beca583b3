import type { PolicyKind } from './policy.ts';

/** What an admin ordered for a workflow; stands until it expires or is lifted. */
export interface Order {
  kind: 'BAR' | 'PIN' | 'SHADOW';
  /** In the admin's words. */
  reason: string;
}

/** A workflow that could be routed to. */
export interface Candidate {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  providerStatus: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY' | 'PAUSED';
  isActive: boolean;
  /** Whether the rate card in force has a rate for its provider. */
  isPriced: boolean;
  /** It joined an effect type that others served already: its work is measured before people see it. */
  isNewcomer?: boolean;
  /** When it became what it is by its digest; absent or null: it never changed. */
  changedAt?: Date | null;
  order?: Order | null;
}

/** ELIGIBLE gets traffic; SHADOW is measured unseen; PROBING failed and is tried unseen; BARRED gets nothing. */
export type EntryState = 'ELIGIBLE' | 'SHADOW' | 'PROBING' | 'BARRED';

/** One workflow's place in the manifest. */
export interface ManifestEntry {
  effectTypeId: string;
  workflowId: string;
  providerId: string;
  /** 1 is to be tried first; workflows without traffic come last. */
  rank: number;
  /** Share of the effect's traffic, 0 to 1; 0 unless eligible. */
  weight: number;
  state: EntryState;
  /** Whether it gets no traffic that people see: every state but ELIGIBLE. */
  isBarred: boolean;
  /** Why it stands where it stands, or the code of why it gets no traffic. */
  reason: string;
  /** Legs per 15 minutes that people never see, for measuring it. */
  shadowLegsPerCycle: number;
  /** Marginal cost of a typical leg; a decimal string of nano-USD; null until measured. */
  expectedCostNanoUsd: string | null;
  /** 1 − cost ÷ what a run earns; null until measured or while there is no price. */
  expectedMargin: number | null;
  /** Bounds are one-sided at 90 %. */
  marginLowerBound: number | null;
  expectedQuality: number | null;
  qualityLowerBound: number | null;
  expectedDurationMs: number | null;
  durationUpperBoundMs: number | null;
  /** Share of legs that are delivered and not rejected. */
  successShare: number | null;
  successLowerBound: number | null;
  /** Attempts behind the expectations, undiscounted, of the last 7 days. */
  sampleCount: number;
}

/** What a reader needs of the policy that made an effect's entries. */
export interface EffectPolicy {
  effectTypeId: string;
  /** 0 for the settings that the studio starts with. */
  policyVersion: number;
  kind: PolicyKind;
  /** 0 while exploration is stopped. */
  explorationShare: number;
}

/** Two workflows that get the same inputs, to be told apart. */
export interface ManifestTrial {
  trialId: string;
  effectTypeId: string;
  workflowA: string;
  workflowB: string;
  /** CANDIDATE: people see both; SHADOW: legs of it that the run would not have had anyway are never shown. */
  mode: 'CANDIDATE' | 'SHADOW';
  /** Share of the effect's runs, 0 to 1. */
  share: number;
}

/** What a manifest says, without its number and time. */
export interface ManifestContent {
  policies: readonly EffectPolicy[];
  entries: readonly ManifestEntry[];
  trials: readonly ManifestTrial[];
  /** The exploration wallet is empty: no exploration, no shadow legs, no probes, no trials. */
  isExplorationStopped: boolean;
}

/** Which workflows are to be tried first, per effect type. Immutable. */
export interface RoutingManifest extends ManifestContent {
  version: number;
  /** SHA-256 of everything above and below in canonical JSON; what is signed. */
  digest: string;
  generatedAt: Date;
}

/** Why a workflow may get no traffic whatever it can do; null when it may. */
export function barOf(candidate: Candidate): string | null {
  if (!candidate.isActive) return 'INACTIVE';
  if (candidate.providerStatus === 'PAUSED') return 'PROVIDER_PAUSED';
  if (candidate.providerStatus === 'UNHEALTHY') return 'PROVIDER_UNHEALTHY';
  if (!candidate.isPriced) return 'UNPRICED';
  return candidate.order?.kind === 'BAR' ? `BARRED_BY_ADMIN: ${candidate.order.reason}` : null;
}
