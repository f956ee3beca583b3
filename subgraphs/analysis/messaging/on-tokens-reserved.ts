import { consume } from '@effect-studio/kernel/bus/consumer';
import { TokensReserved } from '@effect-studio/schema/events/economics';

/** The run is paid for: its clips are analysed. */
export const onTokensReserved = consume(TokensReserved, async (tx, { payload, budgetContext }) => {
  await tx.schedule({
    kind: 'analyse-run',
    dedupeKey: `analyse:${payload.runId}`,
    payload: { runId: payload.runId, budgetContext },
    maxAttempts: 3,
  });
});
