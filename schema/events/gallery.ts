import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, refusal, sha256, tokens } from './shapes.ts';

/** An immutable revision is pinned and listed. Aggregate: the run it came from. */
export const EffectPublished = defineEvent('gallery', 'EffectPublished', {
  effectId: id,
  /** Hash of the revision's content. */
  revisionId: sha256,
  runId: id,
  ownerId: id,
  slug: z.string(),
  title: z.string(),
  effectTypeId: z.string(),
  priceTokens: tokens,
});

/** An approved result could not be published. Aggregate: the run. */
export const PublishFailed = defineEvent('gallery', 'PublishFailed', { runId: id, ownerId: id, ...refusal });

/** An effect left the gallery; its revisions stay. Aggregate: the effect. */
export const EffectUnpublished = defineEvent('gallery', 'EffectUnpublished', {
  effectId: id,
  /** The run that it came from. */
  runId: id,
  title: z.string(),
  ownerId: id,
  unpublishedBy: id,
  reason: z.string(),
});
