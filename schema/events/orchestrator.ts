import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import {
  excerpt,
  id,
  leg,
  legInputs,
  objectKey,
  qualityParts,
  refusal,
  sha256,
  share,
  submission,
  tokens,
} from './shapes.ts';

/** Where a run stands; the allowed transitions are written once, in the orchestrator's domain. */
export const RUN_STATES = [
  'QUEUED',
  'AWAITING_MEDIA',
  'RESERVING',
  'ANALYZING',
  'PROMPTING',
  'DISPATCHING',
  'RUNNING',
  'EVALUATING',
  'SELECTING',
  'FINISHING',
  'AWAITING_APPROVAL',
  'PUBLISHING',
  'PUBLISHED',
  'COMPLETED',
  'FAILED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
] as const;
export const runState = z.enum(RUN_STATES);
export type RunState = z.infer<typeof runState>;

const run = { runId: id, ownerId: id };

/** The quote is fixed and both clips are ready. Aggregate of this and all below: the run. */
export const RunRequested = defineEvent('orchestrator', 'RunRequested', {
  ...run,
  wish: z.string().max(500),
  exampleVideoId: id,
  footageVideoId: id,
  exampleKey: objectKey,
  footageKey: objectKey,
  quote: z.object({ amountTokens: tokens, rateCardVersion: z.int().positive() }),
  consentPublicPreview: z.boolean(),
});

/**
 * A published effect is to be put on a clip: its look and its workflows are pinned, so there is no example and no
 * prompt to write; the footage alone is analysed.
 */
export const EffectRunRequested = defineEvent('orchestrator', 'EffectRunRequested', {
  ...run,
  effectId: id,
  /** SHA-256 of the revision's content. */
  revisionId: sha256,
  effectTypeId: z.string(),
  footageVideoId: id,
  footageKey: objectKey,
  quote: z.object({ amountTokens: tokens, rateCardVersion: z.int().positive() }),
});

/** A run moved from one state to the next; what live subscribers follow. */
export const RunAdvanced = defineEvent('orchestrator', 'RunAdvanced', {
  ...run,
  from: runState.nullable(),
  to: runState,
  /** Type of the event that caused the move, or the command's name. */
  cause: z.string(),
});

/** How legs were planned: everything that was looked at, and the seed that every draw came from. */
const decision = z.object({
  manifestVersion: z.int().nonnegative().nullable(),
  policyVersion: z.string(),
  /** Every workflow that was looked at, and why it was left out when it was. */
  considered: z.array(
    z.object({
      workflowId: z.string(),
      eligible: z.boolean(),
      reason: z.string(),
      weight: z.number().nonnegative(),
      /** Chance that it got a leg that people see. */
      propensity: share,
      providerId: z.string().optional(),
      effectTypeId: z.string().optional(),
      /** Its place in the manifest; null when it is not in it. */
      rank: z.int().positive().nullish(),
    }),
  ),
  seed: z.string(),
  /** What the legs were drawn for. */
  effectTypeId: z.string().optional(),
  policyKind: z.enum(['EPSILON_GREEDY', 'THOMPSON']).optional(),
  explorationShare: share.optional(),
  /** Economics had been silent for too long; decided by its last word. */
  isManifestStale: z.boolean().optional(),
  isExplorationStopped: z.boolean().optional(),
  /** The A/B that this run takes part in. */
  trialId: id.nullish(),
});

/** Legs of a run to be rendered on the same excerpt. */
export const TestBatchDispatched = defineEvent('orchestrator', 'TestBatchDispatched', {
  ...run,
  inputs: legInputs,
  exampleDescriptor: z.json(),
  footageDescriptor: z.json(),
  excerpt,
  legs: z.array(leg).min(1),
  decision,
});

const chosen = {
  ...run,
  taskId: id,
  inputs: legInputs,
  exampleDescriptor: z.json(),
  footageDescriptor: z.json(),
  /** The full-length render of the chosen candidate. */
  finish: leg,
};

/** The best candidate by rank; `finish` is to be rendered in full. Emitted again with the next best when a finish fails. */
export const BestResultSelected = defineEvent('orchestrator', 'BestResultSelected', {
  ...chosen,
  ranking: z.array(
    z.object({
      taskId: id,
      rank: z.int().positive(),
      composite: share,
      score: z.number(),
      terms: z.object({ quality: z.number(), cost: z.number(), speed: z.number() }),
    }),
  ),
});

/** The creator chose another candidate before approval. */
export const WinnerOverridden = defineEvent('orchestrator', 'WinnerOverridden', chosen);

/** The full-length result exists and passed its checks: the moment of the charge. */
export const ResultReady = defineEvent('orchestrator', 'ResultReady', {
  ...run,
  candidateTaskId: id,
  finishTaskId: id,
  providerId: z.string(),
  workflowId: z.string(),
  effectTypeId: z.string(),
  outputKey: objectKey,
  outputSha256: sha256,
  quality: qualityParts,
  composite: share,
  chargeTokens: tokens,
  /** Every leg of the run, so that losing legs can be booked to the exploration wallet. */
  legTaskIds: z.array(id),
  /** The published effect that was put on the clip; absent when the run is to make one. */
  effectId: id.optional(),
});

/** A published effect was rendered on a clip of the house, for everyone to see. */
export const PreviewRendered = defineEvent('orchestrator', 'PreviewRendered', {
  ...run,
  effectId: id,
  revisionId: sha256,
  outputKey: objectKey,
  outputSha256: sha256,
  /** Judged quality of what came out. */
  composite: share.optional(),
  /** The clip of the house. */
  footageVideoId: id.optional(),
});

/** A reviewer is asked to judge the result. */
export const ApprovalRequested = defineEvent('orchestrator', 'ApprovalRequested', { submission });

export const RunCompleted = defineEvent('orchestrator', 'RunCompleted', run);
export const RunFailed = defineEvent('orchestrator', 'RunFailed', {
  ...run,
  failedIn: runState,
  ...refusal,
  /** Of a run that no provider could take: what was looked at, and why each was left out. */
  decision: decision.optional(),
});
export const RunRejected = defineEvent('orchestrator', 'RunRejected', {
  ...run,
  ...refusal,
  /** In the reviewer's own words, which the cause has among others. */
  reviewerReason: z.string().optional(),
});
export const RunCancelled = defineEvent('orchestrator', 'RunCancelled', { ...run, cancelledBy: id });
export const RunExpired = defineEvent('orchestrator', 'RunExpired', {
  ...run,
  expiredIn: runState,
  ...refusal,
});
