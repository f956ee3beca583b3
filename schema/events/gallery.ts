import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, refusal, tokens } from './shapes.ts';

/** An immutable revision is pinned and listed. Aggregate: the run it came from. */
export const EffectPublished = defineEvent('gallery', 'EffectPublished', {
  effectId: id,
  revisionId: id,
  runId: id,
  ownerId: id,
  slug: z.string(),
  title: z.string(),
  effectTypeId: z.string(),
  priceTokens: tokens,
});

export const PublishFailed = defineEvent('gallery', 'PublishFailed', { runId: id, ownerId: id, ...refusal });

export const EffectUnpublished = defineEvent('gallery', 'EffectUnpublished', {
  effectId: id,
  ownerId: id,
  unpublishedBy: id,
  reason: z.string(),
});
