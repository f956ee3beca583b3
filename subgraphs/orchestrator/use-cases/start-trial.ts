import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { WorkflowTrialRequested } from '@effect-studio/schema/events/providers';
import { pickHouseClip } from '../domain/plan/pick-house-clip.ts';
import { newRun } from '../domain/saga/run-saga.ts';
import { lockClips, readClips, readHouseClips } from '../persistence/clips.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { beginRun } from './begin-run.ts';

/** Rate card that a run without a price names; nothing is ever charged by it. */
const NO_PRICE = { amountTokens: 0, rateCardVersion: 1 };

/**
 * Starts a run that renders exactly what was asked for, in the platform's own budget: the try of a workflow. It goes the way
 * of all runs (analysis, leases, judges) and ends COMPLETED. The same run is started once.
 * @throws StudioError `NO_HOUSE_CLIP` (retryable) while clips of the house are wanted and not there yet
 */
export async function startTrial(
  tx: Transaction,
  wanted: PayloadOf<typeof WorkflowTrialRequested>,
): Promise<void> {
  const { runId, effectTypeId, providerId, workflowId, workflowDigest: digest, title } = wanted;
  if (await lockRun(tx, runId)) return;
  const house = await readHouseClips(tx);
  const footageVideoId = wanted.footageVideoId ?? pickHouseClip(runId, house)?.videoId;
  // Another one than the footage, or there would be no look to be matched.
  const others = house.filter(({ videoId }) => videoId !== footageVideoId);
  const exampleVideoId = wanted.exampleVideoId ?? pickHouseClip(`${runId}:example`, others)?.videoId;
  if (!footageVideoId || !exampleVideoId) {
    throw new StudioError('NO_HOUSE_CLIP', 'a try needs two clips of the house', { retryable: true });
  }
  await lockClips(tx, [exampleVideoId, footageVideoId]);
  const clips = await readClips(tx, [exampleVideoId, footageVideoId]);
  const targets = wanted.agentIds.length > 0 ? wanted.agentIds : [null];
  const run = newRun({
    runId,
    ownerId: SYSTEM_SUBJECT_ID,
    requestedBy: wanted.requestedBy,
    tenantId: tx.call.caller.tenantId,
    correlationId: tx.call.correlationId,
    wish: title,
    exampleVideoId,
    footageVideoId,
    quote: NO_PRICE,
    consentPublicPreview: false,
    budgetContext: 'system_test',
    benchmark: {
      effectTypeId,
      legs: targets.map((onlyAgentId) => ({ providerId, workflowId, digest, onlyAgentId })),
    },
    at: tx.now,
  });
  await beginRun(tx, {
    ...run,
    variants: [{ variantId: wanted.trialId, effectTypeId, text: title, parameters: wanted.parameters }],
    exampleKey: clips.get(exampleVideoId)?.proxyKey ?? null,
    footageKey: clips.get(footageVideoId)?.proxyKey ?? null,
  });
}
