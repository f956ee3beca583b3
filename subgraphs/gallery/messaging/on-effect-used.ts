import { consume } from '@effect-studio/kernel/bus/consumer';
import { PreviewRendered, ResultReady } from '@effect-studio/schema/events/orchestrator';
import { countUse, showPreview } from '../persistence/effect-rows.ts';

/** A result of a published effect is a use of it. */
export const onResultReady = consume(ResultReady, async (tx, { payload: { effectId } }) => {
  if (effectId) await countUse(tx, effectId);
});

/** The effect on a clip of the house becomes what everyone sees of it. */
export const onPreviewRendered = consume(PreviewRendered, (tx, { payload }) => showPreview(tx, payload));
