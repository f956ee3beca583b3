import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { EffectPublished, EffectUnpublished } from '@effect-studio/schema/events/gallery';
import { ResultReady } from '@effect-studio/schema/events/orchestrator';
import { notify } from '../use-cases/notify.ts';

/** Good news, and what became of it later. */
export const onResultAndGallery: readonly Consumer[] = [
  consume(ResultReady, (tx, { payload: { runId, ownerId, finishTaskId, effectId } }) =>
    notify(tx, {
      ownerId,
      kind: effectId ? 'CLIP_READY' : 'RESULT_READY',
      // Another candidate chosen before approval is another result.
      topic: `result:${finishTaskId}`,
      values: {},
      runId,
    }),
  ),
  consume(EffectPublished, (tx, { payload: { runId, ownerId, title, priceTokens, revisionId, effectId } }) =>
    notify(tx, {
      ownerId,
      kind: 'EFFECT_PUBLISHED',
      topic: `published:${effectId}:${revisionId}`,
      values: { title, priceTokens: { tokens: priceTokens } },
      runId,
    }),
  ),
  consume(EffectUnpublished, (tx, { id, payload: { runId, ownerId, title, reason } }) =>
    notify(tx, {
      ownerId,
      kind: 'EFFECT_UNPUBLISHED',
      topic: `unpublished:${id}`,
      values: { title, reason },
      runId,
    }),
  ),
];
