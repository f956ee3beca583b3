import type { CatalogueWorkflow, RoutingManifest } from '../domain/plan/routing.ts';
import { newRun, type RunSaga } from '../domain/saga/run-saga.ts';
import type { SagaInput } from '../domain/saga/saga-input.ts';
import type { SagaPolicy, SagaWorld } from '../domain/saga/saga-policy.ts';

export const RUN_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
export const OWNER_ID = '01890a5d-ac96-774b-bcce-b302099a8001';
export const EXAMPLE_ID = '01890a5d-ac96-774b-bcce-b302099a8002';
export const FOOTAGE_ID = '01890a5d-ac96-774b-bcce-b302099a8003';
const RESERVATION_ID = '01890a5d-ac96-774b-bcce-b302099a8004';
export const EFFECT_ID = '01890a5d-ac96-774b-bcce-b302099a8005';
export const AT = new Date('2026-01-01T00:00:00Z');

export const POLICY: SagaPolicy = {
  legCount: 3,
  epsilon: 0,
  legDeadlineMs: 120_000,
  finishDeadlineMs: 600_000,
  waitDeadlineMs: 86_400_000,
  runDeadlineMs: 1_800_000,
  costCapNanoUsd: 500_000n,
  durationSloMs: 20_000,
  qualityFloor: 0.5,
};

const PROVIDERS = { fast: 'cpu-swift', balanced: 'cpu-studio', fine: 'cpu-atelier' } as const;

/** Three variants of an effect on three providers. */
export function workflowsOf(
  effectTypeId: string,
  overrides: Partial<CatalogueWorkflow> = {},
): CatalogueWorkflow[] {
  return (['fast', 'balanced', 'fine'] as const).map((variant) => ({
    workflowId: `${effectTypeId}-${variant}`,
    providerId: PROVIDERS[variant],
    providerStatus: 'HEALTHY',
    effectTypeId,
    variant,
    digest: 'ab'.repeat(32),
    active: true,
    ...overrides,
  }));
}

export const CATALOGUE = [...workflowsOf('look-match'), ...workflowsOf('duotone')];

export function worldWith(overrides: Partial<SagaWorld> = {}, policy: Partial<SagaPolicy> = {}): SagaWorld {
  return {
    at: AT,
    policy: { ...POLICY, ...policy },
    routing: { catalogue: CATALOGUE, manifest: null },
    ...overrides,
  };
}

export const MANIFEST: RoutingManifest = {
  version: 7,
  digest: 'd1',
  generatedAt: AT,
  checkedAt: AT,
  isExplorationStopped: false,
  explorationLeftNanoUsd: null,
  policies: [],
  trials: [],
  entries: workflowsOf('look-match').map((workflow, index) => ({
    effectTypeId: 'look-match',
    workflowId: workflow.workflowId,
    providerId: workflow.providerId,
    rank: index + 1,
    weight: 1 / (index + 1),
    expectedCostNanoUsd: BigInt(index + 1) * 50_000n,
    isBarred: false,
    reason: '',
    shadowLegsPerCycle: 0,
  })),
};

/** A run whose clips are not there yet. */
export const submitted = (runId: string = RUN_ID, ownerId: string = OWNER_ID): RunSaga =>
  newRun({
    runId,
    ownerId,
    tenantId: '00000000-0000-7000-8000-000000000001',
    correlationId: runId,
    wish: 'like the example, but warmer',
    exampleVideoId: EXAMPLE_ID,
    footageVideoId: FOOTAGE_ID,
    quote: { amountTokens: 10, rateCardVersion: 1 },
    consentPublicPreview: false,
    at: AT,
  });

/** A run that waits for its turn. */
export const waiting = (): RunSaga => ({ ...submitted(), state: 'QUEUED' });

/** A run that puts a published effect on a clip that is not there yet. */
export const effectSubmitted = (runId: string = RUN_ID, ownerId: string = OWNER_ID): RunSaga => ({
  ...submitted(runId, ownerId),
  wish: 'Warm film',
  exampleVideoId: null,
  effectInUse: {
    effectId: EFFECT_ID,
    revisionId: 'ef'.repeat(32),
    effectTypeId: 'look-match',
    styleDescriptor: { version: 1 },
    workflows: ['look-match-fast', 'look-match-balanced'].map((workflowId) => ({
      workflowId,
      digest: 'ab'.repeat(32),
    })),
  },
  variants: [{ variantId: EFFECT_ID, effectTypeId: 'look-match', text: 'warm', parameters: { strength: 1 } }],
});

const refusal = { humanReadableCause: 'It broke.', suggestedAction: 'Try again.' };
const QUALITY = { fidelity: 0.8, artifacts: 0.8, styleAdherence: 0.8, temporalConsistency: 0.8 };

/** What other contexts say about one run; each function is one event as the saga gets it. */
export function factsOf(runId: string = RUN_ID, ownerId: string = OWNER_ID) {
  const run = { runId, ownerId };
  const task = (taskId: string) => ({
    ...run,
    taskId,
    role: 'candidate' as const,
    providerId: 'cpu-studio',
    workflowId: 'look-match-balanced',
    effectTypeId: 'look-match',
  });
  const decision = { reviewItemId: runId, ...run, decidedBy: ownerId };
  const is = <Input extends SagaInput>(input: Input): Input => input;
  return {
    clipReady: (videoId: string) =>
      is({ type: 'ClipReady', videoId, proxyKey: `media/${videoId}/proxy.mp4` }),
    videoRejected: (videoId: string) =>
      is({
        type: 'VideoRejected',
        payload: { videoId, ownerId, fileName: 'a.mp4', reason: 'EMPTY', ...refusal },
      }),
    reserved: () =>
      is({ type: 'TokensReserved', payload: { ...run, reservationId: RESERVATION_ID, amountTokens: 10 } }),
    reservationRefused: () =>
      is({ type: 'ReservationRefused', payload: { ...run, missingTokens: 4, reason: 'INSUFFICIENT' } }),
    analyzed: () =>
      is({
        type: 'ContentAnalyzed',
        payload: {
          ...run,
          exampleVideoId: EXAMPLE_ID,
          footageVideoId: FOOTAGE_ID,
          exampleKey: 'media/example',
          footageKey: 'media/footage',
          footageDurationMs: 8_000,
          footageMegapixels: 0.5,
          excerpt: { startMs: 1_000, durationMs: 3_000 },
          exampleDescriptor: { version: 1 },
          footageDescriptor: { version: 1 },
          dominantStyle: 'low-key warm film',
          detectedEffects: [],
          eligibleEffectTypes: [
            { effectTypeId: 'look-match', confidence: 0.9, reason: 'always' },
            { effectTypeId: 'duotone', confidence: 0.4, reason: 'two hues' },
          ],
          analyserVersion: '1',
          durationMs: 20,
        },
      }),
    footageAnalyzed: () =>
      is({
        type: 'FootageAnalyzed',
        payload: {
          ...run,
          footageVideoId: FOOTAGE_ID,
          footageKey: 'media/footage',
          footageDurationMs: 8_000,
          footageMegapixels: 0.5,
          excerpt: { startMs: 1_000, durationMs: 3_000 },
          footageDescriptor: { version: 1 },
          analyserVersion: '1',
          durationMs: 20,
        },
      }),
    analysisFailed: () =>
      is({
        type: 'AnalysisFailed',
        payload: { ...run, videoId: EXAMPLE_ID, reason: 'UNREADABLE', ...refusal },
      }),
    prompted: () =>
      is({
        type: 'PromptsGenerated',
        payload: {
          ...run,
          variants: ['look-match', 'duotone'].flatMap((effectTypeId) =>
            [1, 0.8].map((strength) => ({
              variantId: `${effectTypeId}-${strength}`,
              effectTypeId,
              text: 'as the example',
              parameters: { strength },
              templateId: 'base',
              templateVersion: 1,
            })),
          ),
        },
      }),
    promptsRefused: () =>
      is({ type: 'PromptsRefused', payload: { ...run, reason: 'WISH_INJECTION', ...refusal } }),
    dispatched: (taskId: string) => is({ type: 'TaskDispatched', payload: task(taskId) }),
    succeeded: (taskId: string, busyMs = 2_000) =>
      is({
        type: 'TaskSucceeded',
        payload: {
          ...task(taskId),
          inputs: { exampleKey: 'media/example', footageKey: 'media/footage' },
          excerpt: null,
          outputKey: `outputs/${taskId}.mp4`,
          outputSha256: 'cd'.repeat(32),
          outputBytes: 1_000,
          busyMs,
        },
      }),
    taskFailed: (taskId: string) =>
      is({
        type: 'TaskFailed',
        payload: { ...task(taskId), causeClass: 'attemptsExhausted' as const, reason: 'CRASHED', ...refusal },
      }),
    taskCancelled: (taskId: string) => is({ type: 'TaskCancelled', payload: task(taskId) }),
    judged: (taskId: string, composite = 0.8) =>
      is({
        type: 'QualityEvaluated',
        payload: { ...task(taskId), quality: QUALITY, composite, evaluatorVersion: '1', durationMs: 5 },
      }),
    outputRejected: (taskId: string) =>
      is({ type: 'OutputRejected', payload: { ...task(taskId), reason: 'UNDECODABLE', ...refusal } }),
    approved: (submission: Extract<SagaInput, { type: 'AdminApproved' }>['payload']['submission']) =>
      is({ type: 'AdminApproved', payload: { ...decision, submission } }),
    rejected: (refund: 'full' | 'none' = 'full') =>
      is({ type: 'AdminRejected', payload: { ...decision, reason: 'too dark', refund } }),
    published: () =>
      is({
        type: 'EffectPublished',
        payload: {
          ...run,
          effectId: EFFECT_ID,
          revisionId: 'ef'.repeat(32),
          slug: 'warm-film',
          title: 'Warm film',
          effectTypeId: 'look-match',
          priceTokens: 10,
        },
      }),
    publishFailed: () => is({ type: 'PublishFailed', payload: { ...run, reason: 'STORE', ...refusal } }),
  };
}
