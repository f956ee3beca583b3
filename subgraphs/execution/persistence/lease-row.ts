import type { Transaction } from '@effect-studio/kernel/database';
import { READ_LEASES } from './sql/lease-statements.ts';

/** How an attempt ended. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'late';

/** Who works, and for whom: what is told of an agent with each of its attempts. */
export interface LeaseHolder {
  agentId: string;
  /** Machine client that must make every call about the lease. */
  clientId: string | null;
  agentOwnerId: string;
  agentInstanceType: string;
  /** Null: the default fleet. */
  agentFleet: string | null;
}

/** A lease, live or over, with its holder. */
export interface HeldLease extends LeaseHolder {
  leaseId: string;
  taskId: string;
  /** Also the number of the attempt. */
  epoch: number;
  tenantId: string;
  correlationId: string;
  readyAt: Date;
  startedAt: Date;
  /** Null while it lives. */
  endedAt: Date | null;
  outcome: AttemptOutcome | null;
  isRetried: boolean | null;
  /** What was accepted of it. */
  accepted: { sha256: string; isLate: boolean } | null;
}

interface LeaseRow {
  lease_id: string;
  task_id: string;
  epoch: number;
  agent_id: string;
  agent_owner_id: string;
  agent_instance_type: string;
  agent_fleet: string | null;
  client_id: string;
  tenant_id: string;
  correlation_id: string;
  ready_at: Date;
  started_at: Date;
  ended_at: Date | null;
  outcome: AttemptOutcome | null;
  is_retried: boolean | null;
  output_sha256: string | null;
  is_late: boolean | null;
}

/** What is known of these leases, by lease. Those that never were are missing. */
export async function readLeases(
  tx: Transaction,
  leaseIds: readonly string[],
): Promise<Map<string, HeldLease>> {
  const rows = await tx.rows<LeaseRow>(READ_LEASES, [leaseIds]);
  return new Map(rows.map((row) => [row.lease_id, toLease(row)]));
}

/** Reads a lease; null when there was never such a one. */
export async function readLease(tx: Transaction, leaseId: string): Promise<HeldLease | null> {
  return (await readLeases(tx, [leaseId])).get(leaseId) ?? null;
}

const toLease = (row: LeaseRow): HeldLease => ({
  leaseId: row.lease_id,
  taskId: row.task_id,
  epoch: row.epoch,
  agentId: row.agent_id,
  agentOwnerId: row.agent_owner_id,
  agentInstanceType: row.agent_instance_type,
  agentFleet: row.agent_fleet,
  clientId: row.client_id,
  tenantId: row.tenant_id,
  correlationId: row.correlation_id,
  readyAt: row.ready_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  isRetried: row.is_retried,
  accepted: row.output_sha256 ? { sha256: row.output_sha256, isLate: row.is_late ?? false } : null,
});
