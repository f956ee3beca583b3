/** A workflow that could be routed to. */
export interface Candidate {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  providerStatus: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY' | 'PAUSED';
  isActive: boolean;
  /** Whether the rate card in force has a rate for its provider. */
  isPriced: boolean;
}

/** One workflow's place in the manifest. */
export interface ManifestEntry {
  effectTypeId: string;
  workflowId: string;
  providerId: string;
  /** 1 is to be tried first; barred workflows come last. */
  rank: number;
  /** Share of the effect's traffic, 0 to 1; 0 when barred. */
  weight: number;
  /** Decimal string of nano-USD; null until measured. */
  expectedCostNanoUsd: string | null;
  expectedQuality: number | null;
  expectedDurationMs: number | null;
  sampleCount: number;
  isBarred: boolean;
  /** Why it stands where it stands, or why it is barred. */
  reason: string;
}

/** Which workflows are to be tried first, per effect type. Immutable. */
export interface RoutingManifest {
  version: number;
  /** SHA-256 of the policy and the entries in canonical JSON. */
  digest: string;
  generatedAt: Date;
  entries: readonly ManifestEntry[];
}

/** Why a workflow may get no traffic; null when it may. */
export function barOf(candidate: Candidate, isGated: boolean): string | null {
  if (!candidate.isActive) return 'INACTIVE';
  if (candidate.providerStatus === 'PAUSED') return 'PROVIDER_PAUSED';
  if (candidate.providerStatus === 'UNHEALTHY') return 'PROVIDER_UNHEALTHY';
  if (!candidate.isPriced) return 'UNPRICED';
  return isGated ? 'FAILING' : null;
}
