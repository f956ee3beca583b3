import { isCandidate, type Leg, legStatus } from '../../leg.ts';
import { planEffectLeg } from '../../plan/plan-effect-leg.ts';
import type { RunSaga } from '../run-saga.ts';
import { emitOnce, emitPer } from '../saga-command.ts';
import type { SagaWorld } from '../saga-policy.ts';
import { completed, failed, type Step } from '../step.ts';
import { toEventLeg } from './event-leg.ts';

/**
 * Dispatches one leg of a published effect over the whole footage: the first, or the one that takes over from a leg
 * that failed. Every workflow is tried once; when none is left, the run has failed.
 */
export function dispatchEffectLeg(run: RunSaga, { at, policy, routing }: SagaWorld): Step {
  const { leg, decision } = planEffectLeg(run, routing, policy);
  const planned = { ...run, decision };
  if (!leg) return noneLeft(planned);
  const analysis = run.analysis!;
  const { excerpt, exampleDescriptor, footageDescriptor } = analysis;
  return {
    to: 'DISPATCHING',
    run: { ...planned, legs: [...run.legs, leg] },
    commands: [
      emitPer('TestBatchDispatched', leg.taskId, {
        runId: run.runId,
        ownerId: run.ownerId,
        inputs: { exampleKey: null, footageKey: run.footageKey! },
        exampleDescriptor,
        footageDescriptor,
        excerpt,
        legs: [toEventLeg(run, leg)],
        decision,
      }),
      {
        type: 'timer',
        name: 'FinishDeadline',
        finishTaskId: leg.taskId,
        dueAt: new Date(at.getTime() + policy.finishDeadlineMs),
      },
    ],
  };
}

/**
 * What a published effect's legs have come to: a judged one that keeps the quality floor is the result and the moment
 * of the charge; one that failed, or is worse than that, gives way to the next. Null while one is awaited.
 */
export function effectOutcome(run: RunSaga, world: SagaWorld): Step | null {
  const leg = run.legs.filter(isCandidate).at(-1)!;
  const status = legStatus(leg);
  if (status === 'WAITING' || status === 'JUDGING') return null;
  if (status !== 'DONE') return dispatchEffectLeg(run, world);
  if (leg.quality!.composite >= world.policy.qualityFloor) return delivered(run, leg);
  const cause = `Its quality was ${leg.quality!.composite.toFixed(2)}; at least ${world.policy.qualityFloor} is kept.`;
  const refused = { ...leg, failureCause: cause };
  return dispatchEffectLeg({ ...run, legs: run.legs.map((one) => (one === leg ? refused : one)) }, world);
}

function delivered(run: RunSaga, leg: Leg): Step {
  const { runId, ownerId } = run;
  const { taskId, providerId, workflowId, effectTypeId } = leg;
  const result = { candidateTaskId: taskId, finishTaskId: taskId };
  const end = completed({ ...run, result });
  // The house's own: nobody is charged, and the gallery gets its picture.
  if (run.budgetContext === 'system_test') return { ...end, commands: [preview(run, leg), ...end.commands] };
  const ready = emitOnce('ResultReady', {
    runId,
    ownerId,
    ...result,
    providerId,
    workflowId,
    effectTypeId,
    outputKey: leg.output!.key,
    outputSha256: leg.output!.sha256,
    quality: leg.quality!.parts,
    composite: leg.quality!.composite,
    chargeTokens: run.quote.amountTokens,
    legTaskIds: run.legs.map((one) => one.taskId),
    effectId: run.effectInUse!.effectId,
  });
  return { ...end, commands: [ready, ...end.commands] };
}

function preview({ runId, ownerId, effectInUse, footageVideoId }: RunSaga, { output, quality }: Leg) {
  const { effectId, revisionId } = effectInUse!;
  const { key: outputKey, sha256: outputSha256 } = output!;
  const { composite } = quality!;
  return emitOnce('PreviewRendered', {
    ...{ runId, ownerId, effectId, revisionId, outputKey, outputSha256 },
    ...{ composite, footageVideoId },
  });
}

function noneLeft(run: RunSaga): Step {
  const tried = run.legs.map(
    (leg) => `${leg.workflowId}: ${leg.failureCause ?? 'stopped before it was done.'}`,
  );
  const left = (run.decision?.considered ?? [])
    .filter(({ workflowId }) => !run.legs.some((leg) => leg.workflowId === workflowId))
    .map(({ workflowId, reason }) => `${workflowId}: ${reason}.`);
  const whys = [...tried, ...left].join(' ') || 'None of its workflows is offered any more.';
  return failed(run, {
    reason: run.legs.length > 0 ? 'ALL_LEGS_FAILED' : 'NO_ELIGIBLE_PROVIDER',
    humanReadableCause: `The effect could not be put on this clip. ${whys}`,
    suggestedAction: 'Try again later or with another clip; your tokens are released.',
  });
}
