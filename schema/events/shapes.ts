import { z } from 'zod';

/** Shapes shared by several events. Money is a decimal string of integer nano-USD; tokens are integers. */
export const id = z.uuid();
export const nanoUsd = z.string().regex(/^-?\d+$/);
export const tokens = z.int().nonnegative();
export const share = z.number().min(0).max(1);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Key of an object in the studio's bucket. */
export const objectKey = z.string().min(1).max(512);

/** Who the money of a piece of work belongs to; never null where work costs something. */
export const budgetContext = z.enum(['user_run', 'system_test', 'benchmark']);
export type BudgetContext = z.infer<typeof budgetContext>;

/** Why a leg is run. Only `candidate`, `exploration` and `finish` legs can be shown to people. */
export const legRole = z.enum(['candidate', 'exploration', 'shadow', 'finish']);
export type LegRole = z.infer<typeof legRole>;

/** A refusal in words: RFC 9457's `detail` split into cause and suggestion. */
export const refusal = {
  reason: z.string().min(1),
  humanReadableCause: z.string().min(1),
  suggestedAction: z.string().min(1),
};

/** A stretch of a clip, in milliseconds of its normalised proxy. */
export const excerpt = z.object({ startMs: z.number().nonnegative(), durationMs: z.number().positive() });
export type Excerpt = z.infer<typeof excerpt>;

/** What ffprobe and the decode probe established about a clip. */
export const videoMetadata = z.object({
  durationMs: z.number().nonnegative(),
  /** Upright width and height in pixels, after rotation. */
  width: z.int().positive(),
  height: z.int().positive(),
  rotationDeg: z.number(),
  averageFps: z.number().nonnegative(),
  isVariableFrameRate: z.boolean(),
  videoCodec: z.string(),
  hasAudio: z.boolean(),
  audioCodec: z.string().nullable(),
  sizeBytes: z.number().int().nonnegative(),
  container: z.string(),
  isHdr: z.boolean(),
});
export type VideoMetadata = z.infer<typeof videoMetadata>;

/** When media tools (ffmpeg) worked to establish a fact; what is left of a run's wall time is the platform's own. */
export const mediaIntervals = z
  .array(z.object({ startedAt: z.iso.datetime(), endedAt: z.iso.datetime() }))
  .optional();
export type MediaIntervals = z.infer<typeof mediaIntervals>;

/** Free parameters of a workflow or a prompt variant; plain JSON. */
export const parameters = z.record(z.string(), z.json());

/** One leg of a run: a workflow of a provider over given inputs. */
export const leg = z.object({
  taskId: id,
  role: legRole,
  providerId: z.string(),
  workflowId: z.string(),
  workflowDigest: sha256,
  effectTypeId: z.string(),
  promptVariantId: z.string(),
  parameters,
  /** Null renders the whole footage. */
  excerpt: excerpt.nullable(),
  /** Output seconds × megapixels; sets deadline, price and fairness. */
  workUnits: z.number().positive(),
  budgetContext,
  /** Only this machine may render it; absent: any that can. */
  onlyAgentId: id.optional(),
});
export type Leg = z.infer<typeof leg>;

/** The object keys that a leg reads. A published effect has no example file any more, only its descriptor. */
export const legInputs = z.object({ exampleKey: objectKey.nullable(), footageKey: objectKey });
/** Plain JSON as events carry it. */
export type Json = z.infer<ReturnType<typeof z.json>>;
export type LegInputs = z.infer<typeof legInputs>;

/** The four parts of quality, each 0..1, higher is better. */
export const qualityParts = z.object({
  fidelity: share,
  artifacts: share,
  styleAdherence: share,
  temporalConsistency: share,
});
export type QualityParts = z.infer<typeof qualityParts>;

/** What an approver is asked to judge and what a revision will pin. */
export const submission = z.object({
  runId: id,
  ownerId: id,
  title: z.string(),
  wish: z.string(),
  effectTypeId: z.string(),
  providerId: z.string(),
  workflowId: z.string(),
  workflowDigest: sha256,
  /** Workflows that passed the quality floor in this run, the winner included. */
  passedWorkflows: z.array(z.object({ workflowId: z.string(), workflowDigest: sha256 })),
  candidateTaskId: id,
  finishTaskId: id,
  outputKey: objectKey,
  outputSha256: sha256,
  exampleVideoId: id,
  footageVideoId: id,
  promptVariant: z.object({ variantId: z.string(), text: z.string(), parameters }),
  /** The example's numeric style descriptor. */
  styleDescriptor: z.json(),
  quality: qualityParts,
  composite: share,
  consentPublicPreview: z.boolean(),
});
export type Submission = z.infer<typeof submission>;
