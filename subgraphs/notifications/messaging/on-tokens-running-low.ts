import { consume } from '@effect-studio/kernel/bus/consumer';
import { TokensRunningLow } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';
import { notify } from '../use-cases/notify.ts';

/** A person hears once per episode that their tokens will not last. */
export const onTokensRunningLow = consume(
  reading(TokensRunningLow, 'bottleneckId', 'ownerId', 'availableTokens', 'hoursLeft'),
  (tx, { payload }) => {
    const { bottleneckId, ownerId, availableTokens, hoursLeft } = payload;
    return notify(tx, {
      ownerId,
      kind: 'TOKENS_RUNNING_LOW',
      topic: `tokens-running-low:${bottleneckId}`,
      values: { availableTokens: { tokens: availableTokens }, time: { hoursLeft } },
      runId: null,
    });
  },
);
