import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, noteRepeat } from '@effect-studio/kernel/database/idempotency';
import { invalidInput, problem, StudioError } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { MAX_TOP_UP_TOKENS, type Wallet } from '../domain/wallet.ts';
import { openWallet, topUp } from '../persistence/ledger.ts';
import { walletsOfOwners } from '../persistence/wallet-reader.ts';

/** Tokens for a person, once per `key`. */
export interface TopUpWallet {
  userId: string;
  /** Whole tokens, 1 to 100,000,000. */
  amountTokens: number;
  reason: string;
  /** The client's UUIDv7; it becomes the transfer's id. */
  key: string;
}

/** Why a top-up was not booked. */
export type TopUpRefusal = ReturnType<typeof invalidInput> | IdempotencyConflict;

/**
 * Grants tokens to a person; the wallet is opened when there is none yet. The same key with the same
 * input answers the same wallet and books nothing. Callers see to authorization: admins and seeds only.
 */
export async function topUpWallet(ctx: CallContext, input: TopUpWallet): Promise<Wallet | TopUpRefusal> {
  if (!isId(input.key)) {
    return invalidInput(
      'idempotencyKey',
      'The idempotency key is not a UUID.',
      'Use a new UUIDv7 per command.',
    );
  }
  if (!isId(input.userId))
    return invalidInput('userId', 'The user id is not a UUID.', 'Copy it from the person.');
  const { amountTokens } = input;
  if (!Number.isSafeInteger(amountTokens) || amountTokens < 1 || amountTokens > MAX_TOP_UP_TOKENS) {
    return invalidInput(
      'amountTokens',
      `${amountTokens} tokens cannot be granted at once.`,
      `Choose a whole number from 1 to ${MAX_TOP_UP_TOKENS}.`,
    );
  }
  const reason = input.reason.trim();
  if (reason === '')
    return invalidInput('reason', 'A top-up needs a reason.', 'Say what the tokens are for.');
  return ctx.db.transaction(ctx, async (tx) => {
    await openWallet(tx, input.userId);
    const code = await topUp(tx, { id: input.key, ownerId: input.userId, amountTokens, reason });
    if (code === 'REPEATED') noteRepeat(ctx);
    switch (code) {
      case 'POSTED':
      case 'REPEATED':
        return (await walletsOfOwners(tx, [input.userId])).get(input.userId)!;
      case 'CONFLICT':
        return problem('IdempotencyConflict', {
          title: 'Idempotency key conflict',
          status: 409,
          humanReadableCause: 'This idempotency key was used before with another input.',
          suggestedAction: 'Use a new UUIDv7 for a new top-up; repeat one with its first input.',
          instance: input.key,
        });
      case 'OVER_LIMIT':
        return invalidInput(
          'amountTokens',
          'The wallet would hold more than 1,000,000,000 tokens.',
          'Grant fewer.',
        );
      default:
        throw new StudioError('LEDGER_REFUSED', `a top-up was answered ${code}`);
    }
  });
}
