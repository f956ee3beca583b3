import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { type ChainHead, chainLine, EMPTY_CHAIN } from '../domain/statement-chain.ts';

/** $1 runs. Locks their accounts in one order until the commit: lines of one run are booked one after another. */
const LOCK_HEADS = sql(
  'economics-statement-heads-lock',
  `select run_id, statement_seq, statement_head from economics.run_account
   where run_id = any ($1::uuid[]) order by run_id for no key update`,
);
/**
 * $1 runs, $2 places, $3 hashes, side by side. Found by their keys and not by a join: a plan that was made when the table
 * was young would compare every run with every head for ever after.
 */
const MOVE_HEADS = sql(
  'economics-statement-heads-move',
  `update economics.run_account a
   set statement_seq = ($2::int[])[array_position($1::uuid[], a.run_id)],
     statement_head = ($3::bytea[])[array_position($1::uuid[], a.run_id)]
   where a.run_id = any ($1::uuid[])`,
);

/** Where a booked line stands in the statement of its run; null for what belongs to no run. */
export type StatementPlace = ChainHead | null;

/**
 * Gives lines their places at the end of their runs' statements, in the order given. The run accounts must exist;
 * they are locked here unless the transaction holds them already.
 */
export async function chainLines(
  tx: Transaction,
  lines: readonly { runId: string | null; canonical: string }[],
): Promise<StatementPlace[]> {
  const runIds = [...new Set(lines.flatMap(({ runId }) => (runId ? [runId] : [])))];
  if (runIds.length === 0) return lines.map(() => null);
  const rows = await tx.rows<{ run_id: string; statement_seq: number; statement_head: Buffer | null }>(
    LOCK_HEADS,
    [runIds],
  );
  const heads = new Map(
    rows.map((row) => [
      row.run_id,
      { seq: row.statement_seq, hash: row.statement_head ?? EMPTY_CHAIN.hash } satisfies ChainHead,
    ]),
  );
  const places = lines.map(({ runId, canonical }): StatementPlace => {
    if (!runId) return null;
    const head = heads.get(runId);
    if (!head) throw new StudioError('NO_RUN_ACCOUNT', `run ${runId} has no account to book to`);
    const place = chainLine(head, canonical);
    heads.set(runId, place);
    return place;
  });
  await tx.rows(MOVE_HEADS, [
    [...heads.keys()],
    [...heads.values()].map(({ seq }) => seq),
    [...heads.values()].map(({ hash }) => hash),
  ]);
  return places;
}
