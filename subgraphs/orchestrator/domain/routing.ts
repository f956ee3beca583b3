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
}

/** A routing manifest as read from the local snapshot. */
export interface RoutingManifest {
  version: number;
  digest: string;
  entries: readonly ManifestEntry[];
}

/** What a routing decision may look at. */
export interface RoutingView {
  catalogue: readonly CatalogueWorkflow[];
  /** Null until economics published the first one: then the catalogue's order counts. */
  manifest: RoutingManifest | null;
}

/** One workflow that was looked at. */
export interface ConsideredWorkflow {
  workflowId: string;
  eligible: boolean;
  reason: string;
  weight: number;
  /** Chance that it got a leg, 0..1. */
  propensity: number;
}

/** A decision as it is logged: enough to judge another policy on it later. */
export interface RoutingDecision {
  manifestVersion: number | null;
  policyVersion: string;
  considered: ConsideredWorkflow[];
  /** Hex digest that every draw of this decision came from. */
  seed: string;
}
