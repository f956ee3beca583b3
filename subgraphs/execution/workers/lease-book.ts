import type { HeldLease } from '../persistence/lease-row.ts';
import type { Settlement } from '../persistence/settlement-row.ts';
import type { LeasedRow } from '../persistence/sql/lease-tasks.ts';
import { toTask } from '../persistence/task-row.ts';

/** Leases remembered at most; the oldest are forgotten first, which costs their completion two more round trips. */
const MOST_LEASES = 20_000;

/**
 * What this process knows of the leases that it gave out, so that their completion need not be read up first.
 * Never the truth: whether a lease still holds is asked of the database with the very write that settles it.
 */
export class LeaseBook {
  readonly #settlements = new Map<string, Settlement>();

  /** Remembers leases that were just given to agents of this machine client. */
  enter(rows: readonly LeasedRow[], clientId: string, startedAt: Date): void {
    for (const row of rows) this.#settlements.set(row.lease_id, settlementOf(row, clientId, startedAt));
    for (const leaseId of this.#settlements.keys()) {
      if (this.#settlements.size <= MOST_LEASES) break;
      this.#settlements.delete(leaseId);
    }
  }

  find(leaseId: string): Settlement | null {
    return this.#settlements.get(leaseId) ?? null;
  }

  forget(leaseId: string): void {
    this.#settlements.delete(leaseId);
  }
}

function settlementOf(row: LeasedRow, clientId: string, startedAt: Date): Settlement {
  const task = toTask(row);
  const lease: HeldLease = {
    leaseId: row.lease_id,
    taskId: row.id,
    epoch: row.epoch,
    attempt: row.attempts,
    agentId: row.agent_id!,
    agentOwnerId: row.agent_owner_id,
    agentInstanceType: row.agent_instance_type,
    agentFleet: row.agent_fleet,
    clientId,
    tenantId: row.tenant_id,
    correlationId: row.correlation_id,
    readyAt: row.ready_at,
    startedAt,
    endedAt: null,
    outcome: null,
    isRetried: null,
    taskState: row.state,
    leaseUntil: row.lease_until,
  };
  return {
    lease,
    task,
    attempt: { epoch: row.epoch, isOver: false, accepted: null },
    slot: { providerId: row.provider_id, n: row.slot_n },
    inputs: { exampleKey: row.example_key, footageKey: row.footage_key },
    exampleDescriptor: row.example_key === null ? row.example_descriptor : null,
  };
}
