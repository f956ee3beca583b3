import type { LeaseTasksMutation } from '@effect-studio/schema/generated/client';

/** What the agent is asked to do. */
export type Lease = Extract<
  LeaseTasksMutation['leaseTasks'],
  { __typename: 'LeasedTasks' }
>['leases'][number];

export interface AgentRegistration {
  name: string;
  version: string;
  instanceType: string;
  gpuName: string | null;
  vramMiB: number | null;
  driverVersion: string | null;
  /** Null: the default fleet. */
  fleet: string | null;
  capabilities: string[];
  workflows: { workflowId: string; digest: string }[];
  /** Tasks that it works on at once. */
  concurrency: number;
}

/** Times of an attempt beside its work; what the agent does not know is absent. */
export interface AttemptExtras {
  /** Loading of models and the like before useful work. */
  startupMs?: number;
  /** How often the provider asked to slow down. */
  throttledCount?: number;
  /** Waited because of that. */
  throttledMs?: number;
}

export interface OutputReport extends AttemptExtras {
  leaseId: string;
  /** Hex. */
  sha256: string;
  sizeBytes: number;
  busyMs: number;
  /** Steps of the workflow that ran. */
  nodeTimings?: { nodeId: string; classType: string; durationMs: number }[];
  /** Steps whose earlier result was reused. */
  cachedNodeIds?: string[];
  /** When media tools worked on it, RFC 3339. */
  mediaIntervals: { startedAt: string; endedAt: string }[];
}

/** More work that an agent wants with its next report. */
export interface NextWish {
  agentId: string;
  limit: number;
}

/** What became of a result. `next`: leases that were given in the same step. */
export type CompletionAnswer =
  | { kind: 'accepted'; next: Lease[] }
  | { kind: 'stale' }
  | { kind: 'refused'; cause: string };

export type FailureClass = 'NON_RETRYABLE' | 'RETRYABLE' | 'CANCELLED';

export interface FailureReport extends AttemptExtras {
  leaseId: string;
  failureClass: FailureClass;
  cause: string;
  busyMs: number;
}

/** A picture of the work that was put where the studio asked for one. */
export interface PreviewClaim {
  /** Hex, of the JPEG. */
  sha256: string;
  sizeBytes: number;
}

export interface RenewalReport {
  leaseId: string;
  /** Share done, 0 to 1. */
  progress: number;
  /** Grows with every report of the lease. */
  sequence: number;
  preview: PreviewClaim | null;
}

/** How a lease stands. */
export type Renewal =
  /** `previewUrl`: where one picture of the work is wanted; null: none is. */
  { state: 'held'; previewUrl: string | null } | { state: 'cancelled' } | { state: 'stale' };

/**
 * The studio as an agent sees it; `schema/agent/PROTOCOL.md` is normative. Every call rejects with a
 * PermanentFailure when repeating it is pointless and with any other error when the network failed.
 */
export interface StudioClient {
  /** Begins a session of this process. @returns the agent's id */
  register(registration: AgentRegistration & { startupMs: number | null }): Promise<string>;
  /** Waits up to `waitMs` for work. `unknownAgent`: register again. */
  lease(
    wish: { agentId: string; limit: number; waitMs: number },
    signal: AbortSignal,
  ): Promise<Lease[] | 'unknownAgent'>;
  renew(report: RenewalReport): Promise<Renewal>;
  complete(report: OutputReport, next: NextWish | null): Promise<CompletionAnswer>;
  fail(report: FailureReport): Promise<'accepted' | 'stale'>;
  /**
   * Says that the agent is there, and how many tasks it could take now.
   * @returns `deaf`: it has room and did not ask for work for long, so its loop hangs. `unknownAgent`: register again
   */
  reportPresence(presence: {
    agentId: string;
    freeCapacity: number;
  }): Promise<'heard' | 'deaf' | 'unknownAgent'>;
  drain(agentId: string): Promise<void>;
}
