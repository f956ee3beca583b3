import type { Transaction } from '@effect-studio/kernel/database';
import { READ_LEASE } from './sql/lease-statements.ts';

/** How an attempt ended. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'late';

/** A lease with its holder and the task that it is about. */
export interface HeldLease {
  leaseId: string;
  taskId: string;
  epoch: number;
  attempt: number;
  agentId: string;
  agentOwnerId: string;
  agentInstanceType: string;
  /** Null: the default fleet. */
  agentFleet: string | null;
  /** Machine client that must make every call about it. */
  clientId: string;
  tenantId: string;
  correlationId: string;
  readyAt: Date;
  startedAt: Date;
  endedAt: Date | null;
  outcome: AttemptOutcome | null;
  isRetried: boolean | null;
  taskState: number;
  leaseUntil: Date | null;
}

interface LeaseRow {
  lease_id: string;
  task_id: string;
  epoch: number;
  attempt: number;
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
  state: number;
  lease_until: Date | null;
}

/** Reads a lease; null when there was never such a one. */
export async function readLease(tx: Transaction, leaseId: string): Promise<HeldLease | null> {
  const row = await tx.maybeOne<LeaseRow>(READ_LEASE, [leaseId]);
  if (!row) return null;
  return {
    leaseId: row.lease_id,
    taskId: row.task_id,
    epoch: row.epoch,
    attempt: row.attempt,
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
    taskState: row.state,
    leaseUntil: row.lease_until,
  };
}
