import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { MAX_REPEATS } from '../domain/benchmark-round.ts';
import { startRound } from './start-round.ts';

/** Starts a comparison because somebody wants one, once per key. */
export async function askForBenchmark(
  ctx: CallContext,
  input: { effectTypeIds: readonly string[] | null; repeats: number; idempotencyKey: string },
): Promise<{ id: string } | InvalidInput | IdempotencyConflict> {
  const { effectTypeIds, repeats, idempotencyKey } = input;
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > MAX_REPEATS) {
    const cause = `${repeats} repeats cannot be run.`;
    return invalidInput('repeats', cause, `Choose a whole number from 1 to ${MAX_REPEATS}.`);
  }
  return idempotent<{ id: string } | InvalidInput>(
    ctx,
    { operation: 'startBenchmark', key: idempotencyKey, payload: { effectTypeIds, repeats } },
    async (tx) => {
      const id = await startRound(tx, { cause: 'REQUESTED', effectTypeIds, repeats });
      if (id) return { id };
      const cause = effectTypeIds
        ? `The library has no input for ${effectTypeIds.join(', ')}.`
        : 'The library of known inputs is empty.';
      return invalidInput('effectTypeIds', cause, 'Look at `benchmarkCases` for what there is.');
    },
  );
}
