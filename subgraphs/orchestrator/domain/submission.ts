import type { Submission } from '@effect-studio/schema/events/shapes';
import { isJudgedCandidate } from './leg.ts';
import { legOf, type RunSaga } from './saga/run-saga.ts';

const TITLE_LENGTH = 60;

/** A short title for people: the wish's beginning, or the effect's name. */
export function titleOf(wish: string, effectTypeId: string): string {
  const effect = effectTypeId.replaceAll('-', ' ');
  const name = `${effect.slice(0, 1).toUpperCase()}${effect.slice(1)}`;
  const words = wish.replaceAll(/\s+/g, ' ').trim();
  if (!words) return name;
  if (words.length <= TITLE_LENGTH) return words;
  const cut = words.slice(0, TITLE_LENGTH);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), TITLE_LENGTH / 2))}…`;
}

/** What the reviewer is asked to judge: the standing result and everything that a revision would pin. */
export function submissionOf(run: RunSaga, qualityFloor: number): Submission {
  const { candidateTaskId, finishTaskId } = run.result!;
  const finish = legOf(run, finishTaskId)!;
  const variant = run.variants!.find(({ variantId }) => variantId === finish.promptVariantId)!;
  const passed = run.legs.filter(
    (leg) =>
      isJudgedCandidate(leg) &&
      leg.effectTypeId === finish.effectTypeId &&
      (leg.taskId === candidateTaskId || leg.quality!.composite >= qualityFloor),
  );
  return {
    runId: run.runId,
    ownerId: run.ownerId,
    title: titleOf(run.wish, finish.effectTypeId),
    wish: run.wish,
    effectTypeId: finish.effectTypeId,
    providerId: finish.providerId,
    workflowId: finish.workflowId,
    workflowDigest: finish.workflowDigest,
    passedWorkflows: passed.map(({ workflowId, workflowDigest }) => ({ workflowId, workflowDigest })),
    candidateTaskId,
    finishTaskId,
    outputKey: finish.output!.key,
    outputSha256: finish.output!.sha256,
    // Only runs with an example come to approval.
    exampleVideoId: run.exampleVideoId!,
    footageVideoId: run.footageVideoId,
    promptVariant: { variantId: variant.variantId, text: variant.text, parameters: finish.parameters },
    styleDescriptor: run.analysis!.exampleDescriptor,
    quality: finish.quality!.parts,
    composite: finish.quality!.composite,
    consentPublicPreview: run.consentPublicPreview,
  };
}
