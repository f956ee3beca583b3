import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ActionLogEntry } from '../generated/resolvers.ts';

interface ActionLogRow {
  id: string;
  severity: ActionLogEntry['severity'];
  source_module: string;
  event_type: string;
  correlation_id: string | null;
  message: string;
  economic_impact: unknown;
  operator_action: unknown;
  occurred_at: Date;
}

const NEWEST = sql(
  'operations-action-log',
  `select id, severity, source_module, event_type, correlation_id, message, economic_impact, operator_action, occurred_at
   from bus.action_log where tenant_id = $1 order by occurred_at desc, id desc limit $2`,
);

/** Newest first; of the caller's tenant. */
export async function newestActionLog(tx: Transaction, limit: number): Promise<ActionLogEntry[]> {
  const rows = await tx.rows<ActionLogRow>(NEWEST, [tx.call.caller.tenantId, limit]);
  return rows.map((row) => ({
    id: row.id,
    severity: row.severity,
    sourceModule: row.source_module,
    eventType: row.event_type,
    correlationId: row.correlation_id,
    message: row.message,
    economicImpact: row.economic_impact,
    operatorAction: row.operator_action,
    at: row.occurred_at,
  }));
}
