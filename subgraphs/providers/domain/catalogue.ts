import type { BudgetContext } from '@effect-studio/schema/events/shapes';

/** Health as shown and routed by; `PAUSED` is an operator's word and hides the measured one. */
export type ProviderStatus = 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY' | 'PAUSED';
export type WorkflowVariant = 'fast' | 'balanced' | 'fine';

/** Somebody upstream that renders. */
export interface Provider {
  id: string;
  name: string;
  adapter: string;
  instanceType: string;
  capabilities: string[];
  status: ProviderStatus;
  /** Share of recent probes that went well, newer ones counting more; null until there were any. */
  healthScore: number | null;
  statusChangedAt: Date;
  /** Whose work it does; null: everybody's. A simulated provider never does a person's. */
  budgetContexts: BudgetContext[] | null;
  /** Grows with every change. */
  version: number;
  /** The studio's own; else an admin declared it. */
  isHouse: boolean;
}

/** One way of one provider to make one type of effect. */
export interface Workflow {
  id: string;
  providerId: string;
  effectTypeId: string;
  variant: WorkflowVariant;
  /** SHA-256, 64 lower-case hex digits. */
  digest: string;
  title: string;
  isActive: boolean;
  /** MiB of video memory that it asks of a machine; null: none. */
  vramMiB: number | null;
  /** Adapters and features that the machine must have named. */
  requiredCapabilities: string[];
  /** The form that new runs use. */
  revisionId: string;
}

/** A kind of effect that the studio can make. */
export interface EffectType {
  id: string;
  title: string;
  description: string;
  basePriceTokens: number;
  /** Lowest composite quality, 0 to 1, at which a workflow may be pinned. */
  qualityFloor: number;
}
