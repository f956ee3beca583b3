import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Ending, EndingFacts, Settlement } from '../domain/run-ending.ts';

interface EndingRow {
  owner_id: string;
  ending: Ending | null;
  reserved_tokens: number | null;
  charged_tokens: number | null;
  returned_tokens: number;
  refund: 'full' | 'none' | null;
  told: Settlement['kind'] | null;
}

/**
 * $1 run, $2 tenant, $3 owner, $4 ending, $5 tokens reserved, $6 tokens returned, $7 refund policy, $8 now,
 * $9 tokens charged.
 * Locks the run's row, so that facts that arrive at once are seen one after the other.
 */
const ADD_FACT = sql(
  'notifications-add-ending-fact',
  `insert into notifications.run_ending as known
     (run_id, tenant_id, owner_id, ending, reserved_tokens, returned_tokens, refund, created_at, updated_at, charged_tokens)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
   on conflict (run_id) do update set
     ending = coalesce(known.ending, excluded.ending),
     reserved_tokens = coalesce(known.reserved_tokens, excluded.reserved_tokens),
     charged_tokens = coalesce(known.charged_tokens, excluded.charged_tokens),
     returned_tokens = known.returned_tokens + excluded.returned_tokens,
     refund = coalesce(known.refund, excluded.refund),
     updated_at = excluded.updated_at
   returning owner_id, ending, reserved_tokens, charged_tokens, returned_tokens, refund, told`,
);
const TOLD = sql(
  'notifications-ending-told',
  'update notifications.run_ending set told = $2, updated_at = $3 where run_id = $1',
);

/** One more thing that is known of a run. */
export interface EndingFact {
  runId: string;
  ownerId: string;
  ending?: Ending;
  reservedTokens?: number;
  chargedTokens?: number;
  returnedTokens?: number;
  refund?: 'full' | 'none';
}

/** Adds a fact and answers everything known; a fact without content only reads, under the lock. */
export async function addEndingFact(tx: Transaction, fact: EndingFact): Promise<EndingFacts> {
  const row = await tx.one<EndingRow>(ADD_FACT, [
    fact.runId,
    tx.call.caller.tenantId,
    fact.ownerId,
    fact.ending ? JSON.stringify(fact.ending) : null,
    fact.reservedTokens ?? null,
    fact.returnedTokens ?? 0,
    fact.refund ?? null,
    tx.now,
    fact.chargedTokens ?? null,
  ]);
  return {
    ending: row.ending,
    reservedTokens: row.reserved_tokens,
    chargedTokens: row.charged_tokens,
    returnedTokens: row.returned_tokens,
    refund: row.refund,
    told: row.told,
  };
}

export async function endingTold(tx: Transaction, runId: string, told: Settlement['kind']): Promise<void> {
  await tx.rows(TOLD, [runId, told, tx.now]);
}
