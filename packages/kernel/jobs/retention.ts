import { overseerCaller } from '../context.ts';
import { sql } from '../database/statement.ts';
import type { JobHandler } from './job-handler.ts';

/** Rows that are of no use after a time. */
export interface Expiry {
  /** With its schema. */
  table: string;
  /** The moment from which the time counts. */
  column: string;
  keepMs: number;
}

export interface Retention {
  /** How long answers to idempotency keys are kept, default 90 days; null: for good, as where money is concerned. */
  idempotencyKeysMs?: number | null;
  tables?: readonly Expiry[];
}

const DAY_MS = 86_400_000;
const DEFAULT_KEYS_MS = 90 * DAY_MS;
const ROUND_MS = 6 * 3_600_000;
/** At once, so that no round holds locks or a snapshot for long. */
const CHUNK = 5_000;

/** Takes away what a context has kept for long enough, every six hours, of every tenant. */
export function expireRows(context: string, retention: Retention = {}): JobHandler {
  const { idempotencyKeysMs = DEFAULT_KEYS_MS, tables = [] } = retention;
  const keys: Expiry[] =
    idempotencyKeysMs === null
      ? []
      : [{ table: `${context}.idempotency`, column: 'created_at', keepMs: idempotencyKeysMs }];
  return {
    kind: 'expire-rows',
    everyMs: ROUND_MS,
    run: async (ctx, job) => {
      const overseer = { ...ctx, caller: overseerCaller() };
      for (const { table, column, keepMs } of [...keys, ...tables]) {
        // $1 the moment before which rows go.
        const statement = sql(
          `kernel-expire-${table}`,
          `with gone as (
             delete from ${table} where ctid = any (array(select ctid from ${table} where ${column} < $1 limit ${CHUNK})) returning 1)
           select count(*)::int as count from gone`,
        );
        for (let count = CHUNK; count === CHUNK && !job.signal.aborted; ) {
          const before = new Date(ctx.clock.now().getTime() - keepMs);
          const [row] = await ctx.db.read<{ count: number }>(overseer, statement, [before]);
          count = row?.count ?? 0;
        }
      }
    },
  };
}
