import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, legRole, mediaIntervals, qualityParts, refusal, share } from './shapes.ts';

const judged = {
  taskId: id,
  runId: id,
  ownerId: id,
  role: legRole,
  providerId: z.string(),
  workflowId: z.string(),
  effectTypeId: z.string(),
};

/** The quality vector of one output, measured on its frames. Aggregate: the run. */
export const QualityEvaluated = defineEvent('quality', 'QualityEvaluated', {
  ...judged,
  quality: qualityParts,
  composite: share,
  evaluatorVersion: z.string(),
  /** Which version of the weights made the composite; absent or 0: the hand-made ones. */
  weightsVersion: z.int().nonnegative().optional(),
  /** The model whose opinion is in the composite; absent: it was only measured. */
  judgeVersion: z.string().optional(),
  /** The judge does not pass on the golden set: the score ranks candidates of its run and teaches nobody. Absent: it counts. */
  isQuarantined: z.boolean().optional(),
  mediaIntervals,
  durationMs: z.number().nonnegative(),
});

/** The output is not what was asked for (missing, undecodable, wrong length): it takes no part. Aggregate: the run. */
export const OutputRejected = defineEvent('quality', 'OutputRejected', { ...judged, ...refusal });
