import type { HeldLease, LeaseHolder } from '../persistence/lease-row.ts';
import type { StoredTask } from '../persistence/task-row.ts';
import type { KnownResult } from '../use-cases/leases/settle-results.ts';
import type { GivenLease } from '../use-cases/leases/take-turn.ts';

/** Leases remembered at most; the oldest are forgotten first, which costs their completion some round trips. */
const MOST_LEASES = 20_000;

/** A lease and what its completion needs. */
export type KnownLease = Omit<KnownResult, 'result'>;

/**
 * What this process knows of the leases that it gave out, so that their completion need not be read up first.
 * Never the truth: whether a lease still lives is asked of the database with the very write that settles it.
 */
export class LeaseBook {
  readonly #leases = new Map<string, KnownLease>();

  /** Remembers leases that were just given to this agent. */
  enter(leases: readonly GivenLease[], holder: LeaseHolder, startedAt: Date): void {
    for (const lease of leases) this.#leases.set(lease.leaseId, knownLease(lease, holder, startedAt));
    for (const leaseId of this.#leases.keys()) {
      if (this.#leases.size <= MOST_LEASES) break;
      this.#leases.delete(leaseId);
    }
  }

  has(leaseId: string): boolean {
    return this.#leases.has(leaseId);
  }

  /** Null also for a lease of another machine. */
  find(leaseId: string, clientId: string | null): KnownLease | null {
    const known = this.#leases.get(leaseId);
    return known && known.lease.clientId === clientId ? known : null;
  }

  forget(leaseId: string): void {
    this.#leases.delete(leaseId);
  }
}

function knownLease(given: GivenLease, holder: LeaseHolder, startedAt: Date): KnownLease {
  const { brief } = given;
  return {
    slotId: given.slotId,
    task: leasedTask(given, startedAt),
    lease: heldLease(given, holder, startedAt),
    inputs: {
      exampleKey: brief.exampleKey,
      footageKey: brief.footageKey,
      aimedDescriptor: brief.exampleKey === null ? JSON.parse(given.exampleDescriptor) : null,
    },
  };
}

const heldLease = (
  { leaseId, epoch, readyAt, brief }: GivenLease,
  holder: LeaseHolder,
  startedAt: Date,
): HeldLease => ({
  agentId: holder.agentId,
  clientId: holder.clientId,
  agentOwnerId: holder.agentOwnerId,
  agentInstanceType: holder.agentInstanceType,
  agentFleet: holder.agentFleet,
  leaseId,
  taskId: brief.id,
  epoch,
  tenantId: brief.tenantId,
  correlationId: brief.correlationId,
  readyAt,
  startedAt,
  endedAt: null,
  outcome: null,
  isRetried: null,
  accepted: null,
});

const leasedTask = (
  { leaseId, epoch, strikes, ttlMs, hardCapMs, brief }: GivenLease,
  startedAt: Date,
): StoredTask => ({
  id: brief.id,
  ownerId: brief.ownerId,
  tenantId: brief.tenantId,
  runId: brief.runId,
  role: brief.role,
  providerId: brief.providerId,
  workflowId: brief.workflowId,
  effectTypeId: brief.effectTypeId,
  variant: brief.variant,
  adapter: brief.adapter,
  instanceType: brief.instanceType,
  place: { revisionId: brief.revisionId, priority: brief.priority, fairTag: brief.fairTag },
  excerpt: brief.excerpt,
  workUnits: brief.workUnits,
  budgetContext: brief.budgetContext,
  correlationId: brief.correlationId,
  state: 'LEASED',
  epoch,
  strikes,
  leaseId,
  leaseUntil: new Date(startedAt.getTime() + ttlMs),
  hardDeadline: new Date(startedAt.getTime() + hardCapMs),
  progress: null,
  queuedAt: new Date(brief.queuedAt),
  endedAt: null,
  busyMs: null,
});
