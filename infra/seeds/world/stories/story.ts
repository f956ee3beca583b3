import { seededRandom } from '@effect-studio/economics/statistics/seeded-random';
import { rankCandidates } from '@effect-studio/orchestrator/domain/choice/rank-candidates';
import type { Leg } from '@effect-studio/orchestrator/domain/leg';
import { newRun, type RunSaga } from '@effect-studio/orchestrator/domain/saga/run-saga';
import type { RunState } from '@effect-studio/orchestrator/domain/saga/run-state';
import type { SagaPolicy } from '@effect-studio/orchestrator/domain/saga/saga-policy';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import { v5 } from 'uuid';
import { WORLD_TENANT_ID } from '../world.ts';
import type { Chapter, ChapterTask } from './chapter.ts';

/** One task on the run's time. */
export interface StoryTask extends ChapterTask {
  queuedAt: Date;
  endedAt: Date;
  vector: QualityVector | null;
}

/** A run of the world as the contexts beside economics tell it. */
export interface Story {
  run: RunSaga;
  tasks: StoryTask[];
  steps: { from: RunState; to: RunState; cause: string; at: Date }[];
}

/** What stories are told with: the studio's rules, the digests of its workflows, the clips that people used. */
export interface Stage {
  policy: SagaPolicy;
  digests: ReadonlyMap<string, string>;
  clipIds: readonly string[];
}

/** What people asked for. Every person of the world has their own way to say it. */
const WISHES = [
  'Give my clip this look',
  'Like the example, a little softer',
  'Warm evening light, please',
  'The same mood for our product film',
  'Make it look shot on film',
  'Bold and graphic, for the intro',
  'Same colours, but keep the faces natural',
  'As dreamy as the example',
  'Match the colours of our last campaign',
  '',
] as const;

/** Milliseconds that the steps before rendering and between renders took. */
const PACE = {
  untilReserved: 350,
  untilAnalysed: 2_100,
  untilPrompted: 260,
  untilDispatched: 180,
  judging: 1_400,
  selecting: 40,
  untilDecided: 30_000,
  publishing: 1_000,
} as const;

type Step = [to: RunState, cause: string, at: Date];

const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/**
 * Tells one run: the same books give the same story. The finish ends when the books say that the run ended; the candidates'
 * excerpts were rendered and judged before it.
 */
export function storyOf(chapter: Chapter, stage: Stage): Story {
  const random = seededRandom(chapter.runId);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const finish = chapter.tasks.find(({ taskId }) => taskId === chapter.finishTaskId);
  const finishQueuedAt = finish
    ? after(chapter.endedAt, -(finish.busyMs + finish.queueWaitMs + PACE.judging))
    : chapter.endedAt;
  const judgedAt = after(finishQueuedAt, -PACE.selecting);
  const renderedAt = after(judgedAt, -PACE.judging);
  const excerpts = chapter.tasks.filter(({ role }) => role !== 'finish');
  const longest = Math.max(...excerpts.map(({ busyMs, queueWaitMs }) => busyMs + queueWaitMs));
  const dispatchedAt = after(renderedAt, -longest);
  const tasks = [...excerpts, ...(finish ? [finish] : [])].map((task): StoryTask => {
    const queuedAt = task === finish ? finishQueuedAt : dispatchedAt;
    const endedAt = after(queuedAt, task.queueWaitMs + task.busyMs);
    return { ...task, queuedAt, endedAt, vector: vectorOf(task, random) };
  });

  const promptedAt = after(dispatchedAt, -PACE.untilDispatched);
  const analysedAt = after(promptedAt, -PACE.untilPrompted);
  const reservedAt = after(analysedAt, -PACE.untilAnalysed);
  const createdAt = after(reservedAt, -PACE.untilReserved);
  const { endedAt } = chapter;
  const decided: Step[] =
    chapter.state === 'REFUNDED'
      ? [['REJECTED', 'AdminRejected', after(endedAt, PACE.untilDecided)]]
      : [
          ['PUBLISHING', 'AdminApproved', after(endedAt, PACE.untilDecided)],
          ['PUBLISHED', 'EffectPublished', after(endedAt, PACE.untilDecided + PACE.publishing)],
        ];
  const path: Step[] = [
    ['RESERVING', 'MediaReady', createdAt],
    ['ANALYZING', 'TokensReserved', reservedAt],
    ['PROMPTING', 'ContentAnalyzed', analysedAt],
    ['DISPATCHING', 'PromptsGenerated', promptedAt],
    ['RUNNING', 'TaskDispatched', dispatchedAt],
    ...(finish
      ? [
          ['EVALUATING', 'TaskSucceeded', renderedAt] satisfies Step,
          ['SELECTING', 'QualityEvaluated', judgedAt] satisfies Step,
          ['FINISHING', 'SELECTING', finishQueuedAt] satisfies Step,
          ['AWAITING_APPROVAL', 'QualityEvaluated', endedAt] satisfies Step,
          ...decided,
        ]
      : [['FAILED', 'TaskFailed', renderedAt] satisfies Step]),
  ];
  const steps = path.map(([to, cause, at], index) => ({
    from: path[index - 1]?.[0] ?? 'AWAITING_MEDIA',
    to,
    cause,
    at,
  }));
  const exampleVideoId = pick(stage.clipIds);
  const begun = newRun({
    runId: chapter.runId,
    ownerId: chapter.ownerId,
    tenantId: WORLD_TENANT_ID,
    correlationId: v5('correlation', chapter.runId),
    wish: pick(WISHES),
    exampleVideoId,
    footageVideoId: pick(stage.clipIds.filter((clipId) => clipId !== exampleVideoId)),
    quote: { amountTokens: chapter.reservedTokens, rateCardVersion: chapter.rateCardVersion },
    consentPublicPreview: random() < 0.4,
    at: createdAt,
  });
  const run: RunSaga = {
    ...begun,
    state: steps.at(-1)!.to,
    stateChangedAt: steps.at(-1)!.at,
    reservation: { reservationId: chapter.reservationId, amountTokens: chapter.reservedTokens },
    legs: tasks.map((task, ordinal) => legOf(task, ordinal, chapter, stage)),
    result:
      chapter.winnerTaskId && finish
        ? { candidateTaskId: chapter.winnerTaskId, finishTaskId: finish.taskId }
        : null,
    failure: failureOf(chapter, Boolean(finish)),
    version: steps.length,
  };
  return { run: rankCandidates(run, stage.policy), tasks, steps };
}

function failureOf({ state }: Chapter, isFinished: boolean): RunSaga['failure'] {
  if (!isFinished) {
    return {
      reason: 'ALL_LEGS_FAILED',
      humanReadableCause: 'No provider could make this effect from the clip.',
      suggestedAction: 'Try again, or choose another part of the clip. Nothing was charged.',
    };
  }
  if (state !== 'REFUNDED') return null;
  return {
    reason: 'REJECTED_BY_REVIEWER',
    humanReadableCause: 'The reviewer did not publish the result: the look drifts in the second half.',
    suggestedAction: 'The tokens were given back. Try a shorter clip.',
  };
}

/** The world keeps no files: outputs have facts, and no key. */
function legOf(task: StoryTask, ordinal: number, chapter: Chapter, stage: Stage): Leg {
  return {
    taskId: task.taskId,
    ordinal,
    role: task.role,
    finishes: task.role === 'finish' ? chapter.winnerTaskId : null,
    providerId: task.providerId,
    workflowId: task.workflowId,
    workflowDigest: stage.digests.get(task.workflowId) ?? '',
    effectTypeId: task.effectTypeId,
    promptVariantId: v5(`prompt:${task.effectTypeId}`, chapter.runId),
    parameters: {},
    excerpt: task.role === 'finish' ? null : { startMs: 0, durationMs: 2_000 },
    onlyAgentId: null,
    workUnits: task.milliUnits / 1_000,
    expectedCostNanoUsd: null,
    isDispatched: true,
    output: task.hasDelivered ? { key: '', sha256: '', busyMs: task.busyMs } : null,
    quality: task.vector && { parts: task.vector, composite: task.qualityPpm! / 1e6 },
    failureCause: task.hasDelivered
      ? task.vector
        ? null
        : 'The output was refused: frames are missing.'
      : 'The renderer failed twice.',
    isCancelled: false,
    ranking: null,
  };
}

/** Parts around a composite whose weighted mean it is. */
function vectorOf({ qualityPpm }: ChapterTask, random: () => number): QualityVector | null {
  if (qualityPpm === null) return null;
  const composite = qualityPpm / 1e6;
  const spread = Math.min(0.06, 1 - composite, composite);
  const weights = DEFAULT_QUALITY_WEIGHTS;
  const fidelity = composite + spread * (2 * random() - 1) * 0.7;
  const styleAdherence = composite + spread * (2 * random() - 1) * 0.7;
  const temporalConsistency = composite + spread * (2 * random() - 1) * 0.7;
  const rest =
    composite -
    weights.fidelity * fidelity -
    weights.styleAdherence * styleAdherence -
    weights.temporalConsistency * temporalConsistency;
  const artifacts = Math.min(1, Math.max(0, rest / weights.artifacts));
  return { fidelity, artifacts, styleAdherence, temporalConsistency };
}
