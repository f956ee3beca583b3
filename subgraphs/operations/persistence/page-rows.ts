import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Page } from '../domain/page-body.ts';

/** $1 from which moment on, $2 now. Critical entries of all tenants that nobody was woken for. */
const CLAIM = sql(
  'operations-claim-pages',
  `insert into operations.page (entry_id, created_at)
   select id, $2 from bus.action_log where severity = 'CRITICAL' and occurred_at >= $1 order by occurred_at limit 50
   on conflict do nothing returning entry_id`,
);

const READ = sql(
  'operations-read-page',
  `select id, source_module, event_type, message, operator_action, correlation_id, occurred_at
   from bus.action_log where id = $1`,
);

const SENT = sql('operations-page-sent', 'update operations.page set sent_at = $2 where entry_id = $1');

interface PageRow {
  id: string;
  source_module: string;
  event_type: string;
  message: string;
  operator_action: { suggestedAction?: string; runbook?: string };
  correlation_id: string | null;
  occurred_at: Date;
}

/** Notes new critical entries, each for one caller only. @returns their ids */
export async function claimPages(tx: Transaction, since: Date): Promise<string[]> {
  return (await tx.rows<{ entry_id: string }>(CLAIM, [since, tx.now])).map(({ entry_id }) => entry_id);
}

export async function readPage(tx: Transaction, entryId: string): Promise<Page | null> {
  const row = await tx.maybeOne<PageRow>(READ, [entryId]);
  return (
    row && {
      id: row.id,
      module: row.source_module,
      eventType: row.event_type,
      message: row.message,
      suggestedAction: row.operator_action.suggestedAction ?? '',
      runbook: row.operator_action.runbook ?? 'critical-condition.md',
      correlationId: row.correlation_id,
      at: row.occurred_at,
    }
  );
}

export async function markSent(tx: Transaction, entryId: string): Promise<void> {
  await tx.rows(SENT, [entryId, tx.now]);
}
