import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
  StudioError,
} from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { openWallet, topUp } from '../../ledger/persistence/ledger.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { paymentProvider } from '../config.ts';
import { PURCHASE_TOKENS, priceOf } from '../domain/top-up-order.ts';
import { insertOrder, lockOrder, settleOrder } from '../persistence/top-up-orders.ts';

/** Names an order; what it looks like is read when it is asked for. */
export interface OrderRef {
  __typename: 'TopUpOrder';
  id: string;
}

/** Orders tokens for the caller at the price of now. They are in the wallet once the order is paid. */
export async function buyTokens(
  ctx: CallContext,
  { amountTokens, idempotencyKey }: { amountTokens: number; idempotencyKey: string },
): Promise<OrderRef | InvalidInput | InvalidState | IdempotencyConflict> {
  const ownerId = ctx.caller.subjectId;
  if (!ownerId) throw new StudioError('NO_SUBJECT', 'an order needs an owner');
  const payload = { amountTokens };
  return idempotent<OrderRef | InvalidInput | InvalidState>(
    ctx,
    { operation: 'buyTokens', key: idempotencyKey, payload },
    async (tx) => {
      const provider = paymentProvider();
      if (!provider) return nobodyTakesPayments();
      const { least, greatest } = PURCHASE_TOKENS;
      if (!Number.isSafeInteger(amountTokens) || amountTokens < least || amountTokens > greatest) {
        const cause = `${amountTokens} tokens cannot be bought at once.`;
        return invalidInput('amountTokens', cause, `Choose a whole number from ${least} to ${greatest}.`);
      }
      const card = await rateCardAsOf(tx, tx.now);
      if (!card) throw new StudioError('NO_RATE_CARD', 'no rate card is in force', { retryable: true });
      const id = newId();
      await insertOrder(tx, {
        ...{ id, ownerId, amountTokens, state: 'PENDING', createdAt: tx.now },
        priceNanoUsd: priceOf(amountTokens, card.tokenRateNanoUsd),
        rateCardVersion: card.version,
        paymentProvider: provider.id,
      });
      return { __typename: 'TopUpOrder', id };
    },
  );
}

/**
 * Says what became of a test payment of the caller's. Paid, the tokens are booked in the same transaction, under the
 * order's id: the ledger takes it once.
 */
export async function settleTestPayment(
  ctx: CallContext,
  { orderId, isPaid, idempotencyKey }: { orderId: string; isPaid: boolean; idempotencyKey: string },
): Promise<OrderRef | NotFound | InvalidState | IdempotencyConflict> {
  const ownerId = ctx.caller.subjectId ?? '';
  // People may look into their wallets; it is the platform that books.
  const platform = callContext(ctx, {
    caller: systemCaller(ctx.caller.tenantId),
    correlationId: ctx.correlationId,
  });
  return idempotent<OrderRef | NotFound | InvalidState>(
    platform,
    {
      operation: 'settleTestPayment',
      key: idempotencyKey,
      payload: { orderId, isPaid },
      subjectId: ctx.caller.subjectId,
    },
    async (tx) => {
      const order = isId(orderId) && isId(ownerId) ? await lockOrder(tx, orderId, ownerId) : null;
      if (!order) return notFound('order', orderId);
      const provider = paymentProvider();
      if (!provider?.isTest || order.paymentProvider !== provider.id) return nobodyTakesPayments();
      if (order.state !== 'PENDING') return settledBefore(orderId, order.state);
      await settleOrder(tx, orderId, isPaid ? 'PAID' : 'DECLINED');
      if (isPaid) {
        await openWallet(tx, ownerId);
        const { amountTokens } = order;
        const code = await topUp(tx, { id: orderId, ownerId, amountTokens, reason: 'Bought' });
        if (code !== 'POSTED') throw new StudioError('LEDGER_REFUSED', `a purchase was answered ${code}`);
      }
      return { __typename: 'TopUpOrder', id: orderId };
    },
  );
}

const nobodyTakesPayments = (): InvalidState =>
  problem('InvalidState', {
    title: 'No payments here',
    status: 409,
    humanReadableCause: 'No payment provider is set up in this studio.',
    suggestedAction: 'Ask an admin for tokens.',
  });

const settledBefore = (orderId: string, state: string): InvalidState =>
  problem('InvalidState', {
    title: 'Settled already',
    status: 409,
    humanReadableCause: `The order is ${state} already.`,
    suggestedAction: 'Look at it as it is now; order again for more tokens.',
    instance: orderId,
  });
