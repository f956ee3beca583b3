import type { Transaction } from '@effect-studio/kernel/database';
import type { LegInputs } from '@effect-studio/schema/events/shapes';
import type { AttemptSituation } from '../domain/settlement.ts';
import type { HeldLease } from './lease-row.ts';
import { LOCK_SETTLEMENTS, READ_SETTLEMENTS } from './sql/settlement-statements.ts';
import { type StoredTask, type TaskRow, toTask } from './task-row.ts';

/** A lease with everything that settling its result needs. */
export interface Settlement {
  lease: HeldLease;
  attempt: AttemptSituation;
  task: StoredTask;
  slot: { providerId: string; n: number | null };
  inputs: LegInputs;
  /** The look that was aimed at, where there is no example file. */
  exampleDescriptor: unknown;
}

interface SettlementRow extends TaskRow {
  attempt_lease_id: string;
  lease_epoch: number;
  attempt: number;
  slot_provider_id: string;
  slot_n: number | null;
  holder_id: string;
  started_at: Date;
  ready_at: Date;
  attempt_ended_at: Date | null;
  output_sha256: string | null;
  is_late: boolean | null;
  client_id: string;
  agent_owner_id: string;
  agent_instance_type: string;
  agent_fleet: string | null;
  example_key: string | null;
  aimed_descriptor: unknown;
  footage_key: string;
}

/** What is known of these leases, by lease. Those that never were are missing. */
export async function readSettlements(
  tx: Transaction,
  leaseIds: readonly string[],
): Promise<Map<string, Settlement>> {
  return byLease(await tx.rows<SettlementRow>(READ_SETTLEMENTS, [leaseIds]));
}

/** The same, with tasks and attempts locked until the transaction ends. */
export async function lockSettlements(
  tx: Transaction,
  leaseIds: readonly string[],
): Promise<Map<string, Settlement>> {
  return byLease(await tx.rows<SettlementRow>(LOCK_SETTLEMENTS, [leaseIds]));
}

function byLease(rows: readonly SettlementRow[]): Map<string, Settlement> {
  return new Map(rows.map((row) => [row.attempt_lease_id, toSettlement(row)]));
}

function toSettlement(row: SettlementRow): Settlement {
  const task = toTask(row);
  return {
    task,
    lease: {
      leaseId: row.attempt_lease_id,
      taskId: task.id,
      epoch: row.lease_epoch,
      attempt: row.attempt,
      agentId: row.holder_id,
      agentOwnerId: row.agent_owner_id,
      agentInstanceType: row.agent_instance_type,
      agentFleet: row.agent_fleet,
      clientId: row.client_id,
      tenantId: task.tenantId,
      correlationId: task.correlationId,
      readyAt: row.ready_at,
      startedAt: row.started_at,
      endedAt: row.attempt_ended_at,
      outcome: null,
      isRetried: null,
      taskState: row.state,
      leaseUntil: task.leaseUntil,
    },
    attempt: {
      epoch: row.lease_epoch,
      isOver: row.attempt_ended_at !== null,
      accepted: row.output_sha256 ? { sha256: row.output_sha256, isLate: row.is_late ?? false } : null,
    },
    slot: { providerId: row.slot_provider_id, n: row.slot_n },
    inputs: { exampleKey: row.example_key, footageKey: row.footage_key },
    exampleDescriptor: row.aimed_descriptor,
  };
}
