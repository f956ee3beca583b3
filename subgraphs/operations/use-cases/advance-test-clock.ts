import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type ProblemOf, problem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import type { OperationsConfig } from '../config.ts';
import { whyUnmovable } from '../domain/clock-move.ts';
import { moveClock } from '../persistence/move-clock.ts';

/** The studio's time after a move; plain JSON. */
export interface MovedClock {
  now: string;
  /** Whole offset from real time, in milliseconds, decimal. */
  offsetMs: string;
}

/**
 * Moves the studio's time forward. The row is the truth; processes hear of it over Redis, or read it
 * within two seconds where the push is lost.
 * @param command `byMs` milliseconds; without a key every call moves the clock
 */
export async function advanceTestClock(
  ctx: CallContext,
  config: OperationsConfig,
  command: { byMs: bigint; idempotencyKey: string | null },
): Promise<MovedClock | ProblemOf<'TestClockRefused'> | InvalidInput | IdempotencyConflict> {
  if (config.STUDIO_MODE === 'production') return refused();
  const { byMs, idempotencyKey } = command;
  const reason = whyUnmovable(byMs);
  if (reason) return invalidInput('byMs', reason, 'Give milliseconds between 1 and 34560000000.');
  const key = idempotencyKey ?? newId();
  const payload = { byMs };
  const moved = await idempotent(ctx, { operation: 'advanceTestClock', key, payload }, async (tx) => {
    const offsetMs = await moveClock(tx, byMs);
    const now = new Date(tx.now.getTime() + Number(byMs)).toISOString();
    return { now, offsetMs: offsetMs.toString() };
  });
  if ('__typename' in moved) return moved;
  await ctx.redis
    .publish(REDIS_KEYS.clock, moved.offsetMs)
    .catch((error: unknown) => ctx.log.warn({ err: error }, 'the move of the test clock was not pushed'));
  ctx.log.info({ offsetMs: moved.offsetMs, by: ctx.caller.subjectId }, 'the test clock was moved');
  return moved;
}

function refused(): ProblemOf<'TestClockRefused'> {
  return problem('TestClockRefused', {
    title: 'No test clock in production',
    status: 403,
    humanReadableCause: 'This studio runs in production mode, where its time is the real time.',
    suggestedAction: 'Use an embedded studio to try what happens later.',
  });
}
