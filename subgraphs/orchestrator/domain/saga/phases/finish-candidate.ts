import { isJudgedCandidate, type Leg, legStatus } from '../../leg.ts';
import { legId } from '../../plan/leg-id.ts';
import { resultWork } from '../../plan/trim.ts';
import type { RunSaga } from '../run-saga.ts';
import { emitPer } from '../saga-command.ts';
import type { SagaWorld } from '../saga-policy.ts';
import type { Step } from '../step.ts';
import { toEventLeg } from './event-leg.ts';

/** The best-ranked candidate whose full-length render has not failed yet; judged too late to be ranked comes last. */
export function nextCandidate(run: RunSaga): Leg | undefined {
  const failedOnes = new Set(
    run.legs
      .filter((leg) => leg.role === 'finish' && ['FAILED', 'CANCELLED'].includes(legStatus(leg)))
      .map((leg) => leg.finishes),
  );
  return run.legs
    .filter((leg) => isJudgedCandidate(leg) && !failedOnes.has(leg.taskId))
    .sort((a, b) => placeOf(a) - placeOf(b) || a.ordinal - b.ordinal)[0];
}

const placeOf = (leg: Leg): number => leg.ranking?.rank ?? Number.MAX_SAFE_INTEGER;

/** The move that has one candidate rendered over the whole footage, or the part that it was trimmed to. */
export function finishCandidate(
  run: RunSaga,
  candidate: Leg,
  name: 'BestResultSelected' | 'WinnerOverridden',
  { at, policy }: SagaWorld,
): Step {
  const ordinal = run.legs.length;
  const analysis = run.analysis!;
  const finish: Leg = {
    ...candidate,
    taskId: legId(run.runId, ordinal),
    ordinal,
    role: 'finish',
    finishes: candidate.taskId,
    ...resultWork(run),
    onlyAgentId: null,
    expectedCostNanoUsd: null,
    isDispatched: false,
    output: null,
    quality: null,
    failureCause: null,
    isCancelled: false,
    ranking: null,
  };
  const chosen = {
    runId: run.runId,
    ownerId: run.ownerId,
    taskId: candidate.taskId,
    inputs: { exampleKey: run.exampleKey!, footageKey: run.footageKey! },
    exampleDescriptor: analysis.exampleDescriptor,
    footageDescriptor: analysis.footageDescriptor,
    finish: toEventLeg(run, finish),
  };
  const dueAt = new Date(at.getTime() + policy.finishDeadlineMs);
  return {
    to: 'FINISHING',
    run: { ...run, legs: [...run.legs, finish], finishTaskId: finish.taskId },
    commands: [
      name === 'WinnerOverridden'
        ? emitPer('WinnerOverridden', finish.taskId, chosen)
        : emitPer('BestResultSelected', finish.taskId, { ...chosen, ranking: rankingOf(run) }),
      { type: 'timer', name: 'FinishDeadline', finishTaskId: finish.taskId, dueAt },
    ],
  };
}

function rankingOf(run: RunSaga) {
  return run.legs
    .flatMap((leg) =>
      leg.ranking && leg.quality
        ? [{ taskId: leg.taskId, composite: leg.quality.composite, ...leg.ranking }]
        : [],
    )
    .sort((a, b) => a.rank - b.rank);
}
