import type { CallContext } from '@effect-studio/kernel/context';
import { type Statement, sql } from '@effect-studio/kernel/database';
import type { JobHandler, RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import type { OperationsConfig } from '../config.ts';

const DAY_MS = 86_400_000;
const ROUND_MS = 6 * 3_600_000;
/** At once, so that no round holds locks for long. */
const CHUNK = 1_000;
/** Letters that were replayed or given up tell nobody anything when their traces are gone. */
const ENDED_LETTERS_KEPT_DAYS = 90;

/** $1 the moment before which they go, $2 rows. */
const AUDIT = sql('operations-expire-audit', 'select bus.expire_audit($1, $2) as count');
const ACTION_LOG = sql('operations-expire-action-log', 'select bus.expire_action_log($1, $2) as count');
const LETTERS = sql('operations-expire-letters', 'select bus.expire_dead_letters($1, $2) as count');

/** Ends what operators and admins read of the past, of every tenant, once it was kept for as long as the studio says. */
export const expireTrails = ({
  ACTION_LOG_KEEP_DAYS,
  AUDIT_TRAIL_KEEP_DAYS,
}: Pick<OperationsConfig, 'ACTION_LOG_KEEP_DAYS' | 'AUDIT_TRAIL_KEEP_DAYS'>): JobHandler => ({
  kind: 'expire-trails',
  everyMs: ROUND_MS,
  run: async (ctx, job) => {
    await expire(ctx, job, ACTION_LOG, ACTION_LOG_KEEP_DAYS);
    await expire(ctx, job, AUDIT, AUDIT_TRAIL_KEEP_DAYS);
    await expire(ctx, job, LETTERS, ENDED_LETTERS_KEPT_DAYS);
  },
});

async function expire(
  ctx: CallContext,
  { signal }: RunningJob,
  statement: Statement,
  keepDays: number,
): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - keepDays * DAY_MS);
  for (let count = CHUNK; count === CHUNK && !signal.aborted; ) {
    const [row] = await ctx.db.read<{ count: number }>(ctx, statement, [before, CHUNK]);
    count = row?.count ?? 0;
  }
}
