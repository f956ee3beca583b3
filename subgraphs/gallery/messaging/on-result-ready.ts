import { consume } from '@effect-studio/kernel/bus/consumer';
import { ResultReady } from '@effect-studio/schema/events/orchestrator';
import { countUse } from '../persistence/effect-rows.ts';

/** A result of a published effect is a use of it. */
export const onResultReady = consume(ResultReady, async (tx, { payload: { effectId } }) => {
  if (effectId) await countUse(tx, effectId);
});
