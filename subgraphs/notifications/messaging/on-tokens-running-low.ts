import { consume } from '@effect-studio/kernel/bus/consumer';
import { TokensRunningLow } from '@effect-studio/schema/events/economics';
import { notify } from '../use-cases/notify.ts';

/** A person hears once per episode that their tokens will not last. */
export const onTokensRunningLow = consume(TokensRunningLow, (tx, { payload }) => {
  const { bottleneckId, ownerId, availableTokens, hoursLeft } = payload;
  const hours = Math.max(1, Math.round(hoursLeft));
  return notify(tx, {
    ownerId,
    kind: 'TOKENS_RUNNING_LOW',
    topic: `tokens-running-low:${bottleneckId}`,
    values: {
      availableTokens: availableTokens === 1 ? '1 token' : `${availableTokens} tokens`,
      time: hoursLeft < 1 ? 'less than an hour' : hours === 1 ? 'about an hour' : `about ${hours} hours`,
    },
    runId: null,
  });
});
