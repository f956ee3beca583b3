import type { HeldLease, LeaseHolder } from '../persistence/lease-row.ts';
import type { LeasedRow } from '../persistence/sql/take-turn.ts';
import type { StoredTask } from '../persistence/task-row.ts';
import type { KnownResult } from '../use-cases/settle-results.ts';

/** Leases remembered at most; the oldest are forgotten first, which costs their completion some round trips. */
const MOST_LEASES = 20_000;

/** A lease and what its completion needs. */
export type KnownLease = Omit<KnownResult, 'result'>;

interface Entry {
  row: LeasedRow;
  holder: LeaseHolder;
  startedAt: Date;
}

/**
 * What this process knows of the leases that it gave out, so that their completion need not be read up first.
 * Never the truth: whether a lease still lives is asked of the database with the very write that settles it.
 */
export class LeaseBook {
  readonly #entries = new Map<string, Entry>();

  /** Remembers leases that were just given to this agent. */
  enter(rows: readonly LeasedRow[], holder: LeaseHolder, startedAt: Date): void {
    for (const row of rows) this.#entries.set(row.lease_id, { row, holder, startedAt });
    for (const leaseId of this.#entries.keys()) {
      if (this.#entries.size <= MOST_LEASES) break;
      this.#entries.delete(leaseId);
    }
  }

  has(leaseId: string): boolean {
    return this.#entries.has(leaseId);
  }

  /** Null also for a lease of another machine. */
  find(leaseId: string, clientId: string | null): KnownLease | null {
    const entry = this.#entries.get(leaseId);
    return entry && entry.holder.clientId === clientId ? knownLease(entry) : null;
  }

  forget(leaseId: string): void {
    this.#entries.delete(leaseId);
  }
}

function knownLease({ row, holder, startedAt }: Entry): KnownLease {
  return {
    task: leasedTask(row, startedAt),
    lease: heldLease(row, holder, startedAt),
    inputs: {
      exampleKey: row.example_key,
      footageKey: row.footage_key,
      aimedDescriptor: row.example_key === null ? JSON.parse(row.example_descriptor) : null,
    },
  };
}

const heldLease = (row: LeasedRow, holder: LeaseHolder, startedAt: Date): HeldLease => ({
  agentId: holder.agentId,
  clientId: holder.clientId,
  agentOwnerId: holder.agentOwnerId,
  agentInstanceType: holder.agentInstanceType,
  agentFleet: holder.agentFleet,
  leaseId: row.lease_id,
  taskId: row.id,
  slot: { providerId: row.provider_id, n: row.slot_n },
  epoch: row.epoch,
  tenantId: row.tenant_id,
  correlationId: row.correlation_id,
  readyAt: row.ready_at,
  startedAt,
  endedAt: null,
  outcome: null,
  isRetried: null,
  accepted: null,
});

const leasedTask = (row: LeasedRow, startedAt: Date): StoredTask => ({
  id: row.id,
  ownerId: row.owner_id,
  tenantId: row.tenant_id,
  runId: row.run_id,
  role: row.role,
  providerId: row.provider_id,
  workflowId: row.workflow_id,
  effectTypeId: row.effect_type_id,
  variant: row.variant,
  adapter: row.adapter,
  instanceType: row.instance_type,
  place: { revisionId: row.revision_id, priority: row.priority, fairTag: row.fair_tag },
  excerpt:
    row.excerpt_duration_ms === null
      ? null
      : { startMs: row.excerpt_start_ms ?? 0, durationMs: row.excerpt_duration_ms },
  workUnits: row.work_units,
  budgetContext: row.budget_context,
  correlationId: row.correlation_id,
  state: 'LEASED',
  epoch: row.epoch,
  strikes: row.strikes,
  leaseId: row.lease_id,
  leaseUntil: new Date(startedAt.getTime() + row.ttl_ms),
  hardDeadline: new Date(startedAt.getTime() + row.hard_cap_ms),
  progress: null,
  queuedAt: row.queued_at,
  endedAt: null,
  busyMs: null,
});
