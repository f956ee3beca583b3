import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { TokensConsumed, TokensRefunded, TokensReserved } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';
import { REFUND_PATIENCE_MS } from '../domain/run-ending.ts';
import { tellEnding } from '../use-cases/tell-ending.ts';
import { TELL_REFUND } from '../workers/tell-refund.ts';

/** What happens to a run's tokens becomes part of the one notice about its ending. */
export const onTokensMoved: readonly Consumer[] = [
  consume(
    reading(TokensReserved, 'runId', 'ownerId', 'amountTokens'),
    (tx, { payload: { runId, ownerId, amountTokens } }) =>
      tellEnding(tx, { runId, ownerId, reservedTokens: amountTokens }),
  ),
  consume(
    reading(TokensConsumed, 'runId', 'ownerId', 'amountTokens'),
    (tx, { payload: { runId, ownerId, amountTokens } }) =>
      tellEnding(tx, { runId, ownerId, chargedTokens: amountTokens }),
  ),
  consume(
    reading(TokensRefunded, 'runId', 'ownerId', 'amountTokens', 'kind', 'reason'),
    async (tx, event) => {
      const { runId, ownerId, amountTokens, kind, reason } = event.payload;
      await tellEnding(tx, { runId, ownerId, returnedTokens: amountTokens });
      // A released reservation was never charged: alone it is no news. A refund is, if no ending tells of it.
      if (kind === 'released' || amountTokens === 0) return;
      await tx.schedule({
        kind: TELL_REFUND,
        dedupeKey: `${TELL_REFUND}:${event.id}`,
        payload: { runId, ownerId, amountTokens, reason, refundEventId: event.id },
        dueAt: new Date(tx.now.getTime() + 2 * REFUND_PATIENCE_MS),
      });
    },
  ),
];
