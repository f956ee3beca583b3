import type { Transaction } from '@effect-studio/kernel/database';
import type { LegRole } from '@effect-studio/schema/events/shapes';
import { TOUCH_AGENTS } from '../../persistence/sql/agent-statements.ts';
import { RENEW_LEASES } from '../../persistence/sql/lease-statements.ts';

/** What an agent says of a lease that it works on. */
export interface RenewalReport {
  leaseId: string;
  clientId: string | null;
  /** Share done, 0 to 1. */
  progress: number;
  /** Grows with every report. */
  sequence: number;
}

/** A lease as it stands now. */
export interface Renewed {
  taskId: string;
  runId: string;
  role: LegRole;
  expiresAt: Date;
  progress: number | null;
  /** Its run ended: it is not extended. */
  isCancelled: boolean;
}

interface RenewedRow {
  lease_id: string;
  client_id: string;
  agent_id: string;
  task_id: string;
  run_id: string;
  role: LegRole;
  lease_until: Date;
  progress: number | null;
  is_cancelled: boolean;
}

/** Extends any number of leases. @returns per report how its lease stands, in their order; null when it is not live or not the machine's */
export async function renewLeases(
  tx: Transaction,
  reports: readonly RenewalReport[],
): Promise<(Renewed | null)[]> {
  const rows = await tx.rows<RenewedRow>(RENEW_LEASES, [
    reports.map(({ leaseId }) => leaseId),
    reports.map(({ clientId }) => clientId),
    reports.map(({ progress }) => progress),
    reports.map(({ sequence }) => sequence),
    tx.now,
  ]);
  const agents = [...new Set(rows.map(({ agent_id }) => agent_id))];
  if (agents.length > 0) await tx.rows(TOUCH_AGENTS, [agents, tx.now]);
  const renewed = new Map(rows.map((row) => [`${row.lease_id} ${row.client_id}`, toRenewed(row)]));
  return reports.map(({ leaseId, clientId }) => renewed.get(`${leaseId} ${clientId}`) ?? null);
}

const toRenewed = (row: RenewedRow): Renewed => ({
  taskId: row.task_id,
  runId: row.run_id,
  role: row.role,
  expiresAt: row.lease_until,
  progress: row.progress,
  isCancelled: row.is_cancelled,
});
