import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { excerpt, id, mediaIntervals, objectKey, refusal, share } from './shapes.ts';

/** Both clips of a run are understood. Emitted per run, also when the analyses were cached. Aggregate: the run. */
export const ContentAnalyzed = defineEvent('analysis', 'ContentAnalyzed', {
  runId: id,
  ownerId: id,
  exampleVideoId: id,
  footageVideoId: id,
  exampleKey: objectKey,
  footageKey: objectKey,
  footageDurationMs: z.number().positive(),
  footageMegapixels: z.number().positive(),
  /** The stretch of the footage on which candidates are compared. */
  excerpt,
  /** Numeric style descriptors, `schema/media/style-descriptor.ts`. */
  exampleDescriptor: z.json(),
  footageDescriptor: z.json(),
  dominantStyle: z.string(),
  detectedEffects: z.array(z.object({ effect: z.string(), confidence: share })),
  /** Best first; never empty. */
  eligibleEffectTypes: z
    .array(z.object({ effectTypeId: z.string(), confidence: share, reason: z.string() }))
    .min(1),
  analyserVersion: z.string(),
  mediaIntervals,
  durationMs: z.number().nonnegative(),
});

/** The footage of a run of a published effect is understood; its example was, when the effect was made. Aggregate: the run. */
export const FootageAnalyzed = defineEvent('analysis', 'FootageAnalyzed', {
  runId: id,
  ownerId: id,
  footageVideoId: id,
  footageKey: objectKey,
  footageDurationMs: z.number().positive(),
  footageMegapixels: z.number().positive(),
  excerpt,
  footageDescriptor: z.json(),
  analyserVersion: z.string(),
  mediaIntervals,
  durationMs: z.number().nonnegative(),
});

/** A clip of a run could not be analysed. Aggregate: the run. */
export const AnalysisFailed = defineEvent('analysis', 'AnalysisFailed', {
  runId: id,
  ownerId: id,
  videoId: id,
  ...refusal,
});
