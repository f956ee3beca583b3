import { z } from 'zod';
import { styleDescriptor } from './style-descriptor.ts';

const share = z.number().min(0).max(1);
const timeMs = z.number().nonnegative();

/** A change of scene. Times are presentation times of the analysed clip in milliseconds, never frame indices. */
export const sceneChange = z.object({
  kind: z.enum(['cut', 'dissolve', 'fade']),
  /** First frame of the new scene; the middle of a dissolve or fade. */
  timeMs,
  /** Where the change begins and ends; both equal `timeMs` for a cut. */
  startMs: timeMs,
  endMs: timeMs,
  confidence: share,
});
export type SceneChange = z.infer<typeof sceneChange>;

/** How the picture moves, estimated on 64×36 luma. */
export const motion = z.object({
  /** Mean luma change between frames in 8-bit steps, scene changes left out. */
  energy: z.number().nonnegative(),
  /** Camera travel in shares of the frame's width (x) and height (y) per second; right and down positive. */
  panXPerSecond: z.number(),
  panYPerSecond: z.number(),
  /** Relative growth of the picture per second; positive zooms in. */
  zoomPerSecond: z.number(),
  /** Unsteady travel per frame, in shares of the frame's width. */
  shake: z.number().nonnegative(),
  /** Share of frames without visible change. */
  stillShare: share,
  pattern: z.enum(['still', 'static-camera', 'pan', 'zoom', 'handheld', 'busy']),
});
export type Motion = z.infer<typeof motion>;

/** What a model saw in a few frames of a clip. Its effects are among `detectedEffects`. */
export const pictureReading = z.object({
  /** Names the model and the version of the question. */
  key: z.string().min(1),
  subjectTaxonomyVersion: z.int().positive(),
  description: z.string().min(1).max(400),
  /** How many people are seen. */
  people: z.enum(['none', 'one', 'few', 'many']),
  /** Surest first. */
  subjects: z.array(z.object({ subject: z.string(), confidence: share })),
  /** Styles by the names that people have for them, surest first. */
  styles: z.array(z.object({ style: z.string(), confidence: share })),
});
export type PictureReading = z.infer<typeof pictureReading>;

/** What the analyser found out about one clip. The same bytes and version give the same analysis. */
export const analysis = z.object({
  analyserVersion: z.string(),
  /** Of the labels in `detectedEffects` and `dominantStyle`. */
  taxonomyVersion: z.int().positive().default(1),
  durationMs: timeMs,
  /** How much of the beginning was looked at: all of it, but for analyses of the first analyser. */
  analysedMs: timeMs,
  /** Upright size of the analysed clip, in pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
  frameCount: z.int().nonnegative(),
  sceneChanges: z.array(sceneChange),
  motion,
  descriptor: styleDescriptor,
  /** `source` is `model` where a model saw what was not measured; it is never as sure. */
  detectedEffects: z.array(
    z.object({
      effect: z.string(),
      confidence: share,
      source: z.literal('model').optional(),
    }),
  ),
  /** Best first; always contains `look-match`. */
  eligibleEffectTypes: z
    .array(z.object({ effectTypeId: z.string(), confidence: share, reason: z.string() }))
    .min(1),
  /** A short label in words, such as `low-key warm film`. */
  dominantStyle: z.string().min(1),
  /** Absent: no model looked; `pictureReadingMissing` says why, and is absent too where none is configured. */
  pictureReading: pictureReading.optional(),
  pictureReadingMissing: z.string().min(1).optional(),
  /** The stretch on which candidates are compared. */
  excerpt: z.object({ startMs: timeMs, durationMs: z.number().positive() }),
});
export type Analysis = z.infer<typeof analysis>;
