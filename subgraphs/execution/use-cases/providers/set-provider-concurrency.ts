import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { invalidInput, notFound } from '@effect-studio/kernel/errors';
import { ADD_SLOTS, LOCK_PROVIDER, RETIRE_SLOTS } from '../../persistence/sql/provider-statements.ts';
import { SET_CEILING } from '../../persistence/sql/slot-statements.ts';
import { ringTaskBell } from '../leases/task-bell.ts';

const MOST_SLOTS = 10_000;

/** Sets how many leases a provider may hold at once. Those beyond a smaller number end in peace. */
export async function setProviderConcurrency(
  ctx: CallContext,
  { providerId, slots, idempotencyKey }: { providerId: string; slots: number; idempotencyKey: string },
): Promise<
  | { __typename: 'Provider'; id: string }
  | ReturnType<typeof notFound>
  | ReturnType<typeof invalidInput>
  | IdempotencyConflict
> {
  if (slots < 1 || slots > MOST_SLOTS) {
    return invalidInput(
      'slots',
      `${slots} leases at once are not possible.`,
      `Say 1 to ${MOST_SLOTS}; pause a provider to give it none.`,
    );
  }
  const command = {
    operation: 'setProviderConcurrency',
    key: idempotencyKey,
    payload: { providerId, slots },
  };
  return idempotent(ctx, command, async (tx) => {
    if (!(await tx.maybeOne(LOCK_PROVIDER, [providerId]))) return notFound('provider', providerId);
    await tx.rows(ADD_SLOTS, [providerId, slots]);
    await tx.rows(RETIRE_SLOTS, [providerId, slots]);
    await tx.rows(SET_CEILING, [providerId, slots, tx.now]);
    ringTaskBell(tx);
    return { __typename: 'Provider' as const, id: providerId };
  });
}
