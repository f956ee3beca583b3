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
  /** The judge does not pass on the golden set: the score ranks candidates of its run and teaches nobody. Absent: it counts. */
  isQuarantined: z.boolean().optional(),
  mediaIntervals,
  durationMs: z.number().nonnegative(),
});

/** The output is not what was asked for (missing, undecodable, wrong length): it takes no part. Aggregate: the run. */
export const OutputRejected = defineEvent('quality', 'OutputRejected', { ...judged, ...refusal });
