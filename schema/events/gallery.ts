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

/**
 * An effect is to be rendered on a clip of the house: because it may not be shown on its creator's footage, or, before it is
 * published, to see what it does there. Carries what the revision pins. Aggregate: `previewRunId`.
 */
export const PreviewRequested = defineEvent('gallery', 'PreviewRequested', {
  /** The run that is to render it. */
  previewRunId: id,
  /** The effect, or the run whose result may become one. */
  effectId: id,
  revisionId: sha256,
  title: z.string(),
  effectTypeId: z.string(),
  /** The example's numeric style descriptor. */
  styleDescriptor: z.json(),
  promptVariant: z.object({
    variantId: z.string(),
    text: z.string(),
    parameters: z.record(z.string(), z.json()),
  }),
  workflows: z.array(z.object({ workflowId: z.string(), digest: sha256 })).min(1),
  /** Place of the clip among the studio's own, from 0; absent: any of them. */
  houseClip: z.int().nonnegative().optional(),
  /** In force when it was asked for; nobody pays. */
  rateCardVersion: z.int().positive(),
});

/** An approved result could not be published. Aggregate: the run. */
export const PublishFailed = defineEvent('gallery', 'PublishFailed', { runId: id, ownerId: id, ...refusal });

/** An earlier revision of an effect is in force again. Aggregate: the effect. */
export const EffectRolledBack = defineEvent('gallery', 'EffectRolledBack', {
  effectId: id,
  /** The run that the effect came from. */
  runId: id,
  title: z.string(),
  ownerId: id,
  /** In force now; hash of its content. */
  revisionId: sha256,
  /** In force before. */
  from: sha256,
  rolledBackBy: id,
  reason: z.string(),
});

/** Somebody wants a published effect to be looked at. Aggregate: the effect. */
export const EffectReported = defineEvent('gallery', 'EffectReported', {
  reportId: id,
  effectId: id,
  /** The effect's creator; who reported it stays in the gallery. */
  ownerId: id,
  ground: z.enum(['RIGHTS', 'PERSON', 'OFFENSIVE', 'MISLEADING', 'OTHER']),
});

/** An admin decided a report; upheld, `EffectUnpublished` comes with it. Aggregate: the effect. */
export const EffectReportDecided = defineEvent('gallery', 'EffectReportDecided', {
  reportId: id,
  effectId: id,
  isUpheld: z.boolean(),
  decidedBy: id,
});

/** An effect left the gallery; its revisions stay. Aggregate: the effect. */
export const EffectUnpublished = defineEvent('gallery', 'EffectUnpublished', {
  effectId: id,
  /** The run that it came from. */
  runId: id,
  title: z.string(),
  ownerId: id,
  unpublishedBy: id,
  reason: z.string(),
  /** Whose decision it was; absent in what was told before creators could withdraw theirs: the studio's. */
  takenOutBy: z.enum(['STUDIO', 'CREATOR', 'ERASURE']).optional(),
});

/** An effect that was taken out is in the gallery again, as it was approved. Aggregate: the effect. */
export const EffectRepublished = defineEvent('gallery', 'EffectRepublished', {
  effectId: id,
  /** The run that it came from. */
  runId: id,
  ownerId: id,
  slug: z.string(),
  title: z.string(),
  /** In force; hash of its content. */
  revisionId: sha256,
  /** Its creator, who had withdrawn it, or the admin who took a takedown back. */
  republishedBy: id,
  /** The admin's; null of its creator. */
  reason: z.string().nullable(),
});
