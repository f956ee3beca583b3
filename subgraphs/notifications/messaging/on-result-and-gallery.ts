import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import {
  EffectPublished,
  EffectRepublished,
  EffectRolledBack,
  EffectUnpublished,
} from '@effect-studio/schema/events/gallery';
import { ResultReady } from '@effect-studio/schema/events/orchestrator';
import { notify } from '../use-cases/notify.ts';

/** Good news, and what became of it later. */
export const onResultAndGallery: readonly Consumer[] = [
  consume(
    reading(ResultReady, 'runId', 'ownerId', 'finishTaskId', 'effectId'),
    (tx, { payload: { runId, ownerId, finishTaskId, effectId } }) =>
      notify(tx, {
        ownerId,
        kind: effectId ? 'CLIP_READY' : 'RESULT_READY',
        // Another candidate chosen before approval is another result.
        topic: `result:${finishTaskId}`,
        values: {},
        runId,
      }),
  ),
  consume(
    reading(EffectPublished, 'runId', 'ownerId', 'title', 'priceTokens', 'revisionId', 'effectId'),
    (tx, { payload: { runId, ownerId, title, priceTokens, revisionId, effectId } }) =>
      notify(tx, {
        ownerId,
        kind: 'EFFECT_PUBLISHED',
        topic: `published:${effectId}:${revisionId}`,
        values: { title, priceTokens: { tokens: priceTokens } },
        runId,
      }),
  ),
  consume(
    reading(EffectUnpublished, 'runId', 'ownerId', 'title', 'reason', 'takenOutBy'),
    (tx, { id, payload: { runId, ownerId, title, reason, takenOutBy } }) =>
      notify(tx, {
        ownerId,
        kind: takenOutBy === 'CREATOR' ? 'EFFECT_WITHDRAWN' : 'EFFECT_UNPUBLISHED',
        topic: `unpublished:${id}`,
        values: { title, reason },
        runId,
      }),
  ),
  consume(
    reading(EffectRepublished, 'runId', 'ownerId', 'title', 'reason'),
    (tx, { id, payload: { runId, ownerId, title, reason } }) =>
      notify(tx, {
        ownerId,
        kind: 'EFFECT_REPUBLISHED',
        topic: `republished:${id}`,
        values: { title, reason: reason ?? '' },
        runId,
      }),
  ),
  consume(
    reading(EffectRolledBack, 'runId', 'ownerId', 'title', 'reason'),
    (tx, { id, payload: { runId, ownerId, title, reason } }) =>
      notify(tx, {
        ownerId,
        kind: 'EFFECT_ROLLED_BACK',
        topic: `rolled-back:${id}`,
        values: { title, reason },
        runId,
      }),
  ),
];
