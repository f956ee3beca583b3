import { consume } from '@effect-studio/kernel/bus/consumer';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';

/** The run is paid for: its clips are analysed. */
export const onTokensReserved = consume(
  reading(TokensReserved, 'runId'),
  async (tx, { payload, budgetContext }) => {
    await tx.schedule({
      kind: 'analyse-run',
      dedupeKey: `analyse:${payload.runId}`,
      payload: { runId: payload.runId, budgetContext },
      maxAttempts: 3,
    });
  },
);
