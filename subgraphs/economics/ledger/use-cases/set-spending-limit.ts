import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { type LimitPeriod, setLimit } from '../persistence/spending-limits.ts';

/** What a person may spend per period. */
export interface SetSpendingLimit {
  userId: string;
  period: LimitPeriod;
  /** Whole tokens; null removes the limit. */
  limitTokens: number | null;
  key: string;
}

const MAX_LIMIT_TOKENS = 1_000_000_000;

/**
 * Limits what a person may spend. It is held at the same gate as the balance: a reservation beyond it is refused
 * before any work. Callers see to authorization: admins only.
 */
export function setSpendingLimit(
  ctx: CallContext,
  input: SetSpendingLimit,
): Promise<{ userId: string } | NotFound | InvalidInput | IdempotencyConflict> {
  const { key, ...payload } = input;
  return idempotent<{ userId: string } | NotFound | InvalidInput>(
    ctx,
    { operation: 'setSpendingLimit', key, payload },
    async (tx) => {
      const { userId, period, limitTokens } = input;
      if (limitTokens !== null && !(limitTokens >= 0 && limitTokens <= MAX_LIMIT_TOKENS)) {
        return invalidInput(
          'limitTokens',
          `${limitTokens} tokens cannot be a limit.`,
          `Choose 0 to ${MAX_LIMIT_TOKENS}, or none to remove it.`,
        );
      }
      if (!isId(userId) || !(await setLimit(tx, userId, period, limitTokens))) {
        return notFound('wallet of a person', userId);
      }
      return { userId };
    },
  );
}
