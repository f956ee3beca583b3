import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { DeadLetterDecision, DeadLetterState } from '../generated/resolvers.ts';

/** $1 id, $2 tenant. Waits for a replay that is under way. */
const LOCK = sql(
  'operations-lock-dead-letter',
  'select owner, state from bus.dead_letter where id = $1 and tenant_id = $2 for update',
);

/** $1 id, $2 state, $3 reason or null to keep the one there is, $4 now. */
const MOVE = sql(
  'operations-move-dead-letter',
  'update bus.dead_letter set state = $2, reason = coalesce($3, reason), updated_at = $4, next_replay_at = null where id = $1',
);

const RECORD = sql(
  'operations-record-decision',
  `insert into operations.dead_letter_decision
     (id, dead_letter_id, state_before, state_after, reason, correlation_id, created_by, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

const OF_LETTERS = sql(
  'operations-decisions-of-letters',
  `select dead_letter_id, state_before, state_after, reason, created_by, created_at
   from operations.dead_letter_decision where dead_letter_id = any($1) order by id`,
);

interface DecisionRow {
  dead_letter_id: string;
  state_before: DeadLetterState;
  state_after: DeadLetterState;
  reason: string | null;
  created_by: string;
  created_at: Date;
}

/** Locks a letter of any context, about the caller's tenant, until the transaction ends. */
export async function lockDeadLetter(
  tx: Transaction,
  id: string,
): Promise<{ owner: string; state: DeadLetterState } | null> {
  const row = await tx.maybeOne<{ owner: string; state: string }>(LOCK, [id, tx.call.caller.tenantId]);
  return row && { owner: row.owner, state: row.state.toUpperCase() as DeadLetterState };
}

/** Moves a letter that the transaction has locked, and records who decided it. */
export async function decide(
  tx: Transaction,
  decision: {
    deadLetterId: string;
    before: DeadLetterState;
    after: DeadLetterState;
    reason: string | null;
    decidedBy: string;
  },
): Promise<void> {
  const { deadLetterId, before, after, reason, decidedBy } = decision;
  await tx.rows(MOVE, [deadLetterId, after.toLowerCase(), reason, tx.now]);
  const { correlationId } = tx.call;
  await tx.rows(RECORD, [newId(), deadLetterId, before, after, reason, correlationId, decidedBy, tx.now]);
}

/** What was decided about each letter, oldest first. */
export async function decisionsOf(
  tx: Transaction,
  deadLetterIds: readonly string[],
): Promise<Map<string, DeadLetterDecision[]>> {
  const found = new Map<string, DeadLetterDecision[]>(deadLetterIds.map((id) => [id, []]));
  for (const row of await tx.rows<DecisionRow>(OF_LETTERS, [[...deadLetterIds]])) {
    found.get(row.dead_letter_id)?.push({
      decidedBy: row.created_by,
      before: row.state_before,
      after: row.state_after,
      reason: row.reason,
      at: row.created_at,
    });
  }
  return found;
}
