import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';

/** Timers of this context, in milliseconds of studio time. */
export const TIMERS = {
  'sweep-leases': 2_000,
  'probe-providers': 10_000,
  'give-up-waiting': 60_000,
  'adapt-slots': 5_000,
  'drop-previews': 15_000,
} as const;
export type TimerKind = keyof typeof TIMERS;

// A timer that fails is tried again for hours; its handler catches what its work throws.
const MAX_ATTEMPTS = 20;

/** Sees to it that every timer ticks; those that do are left alone. */
export async function ensureTimers(tx: Transaction): Promise<void> {
  for (const kind of Object.keys(TIMERS)) await tx.schedule(timer(kind, tx.now));
}

const timer = (kind: string, dueAt: Date) => ({
  kind,
  dedupeKey: `timer:${kind}`,
  payload: {},
  dueAt,
  maxAttempts: MAX_ATTEMPTS,
});

/** A job that does its work, then schedules itself again in the transaction that ends it. A failure is logged and waits for the next turn. */
export function timerJob(kind: TimerKind, work: (ctx: CallContext) => Promise<void>): JobHandler {
  return {
    kind,
    run: async (ctx, job) => {
      try {
        await work(ctx);
      } catch (error) {
        ctx.log.warn({ err: error, kind }, 'a timer failed; trying again at its next turn');
      }
      await ctx.db.transaction(ctx, async (tx) => {
        await job.complete(tx);
        await tx.schedule(timer(kind, new Date(tx.now.getTime() + TIMERS[kind])));
      });
    },
  };
}
