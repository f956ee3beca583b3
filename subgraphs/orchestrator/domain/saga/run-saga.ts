import type { BudgetContext, Excerpt } from '@effect-studio/schema/events/shapes';
import type { Json, JsonRecord } from '../json.ts';
import type { Leg } from '../leg.ts';
import type { RoutingDecision } from '../plan/routing.ts';
import type { Rerender } from './rerender.ts';
import type { RunState } from './run-state.ts';

/** What the analysis said about the run's clips. */
export interface AnalysisFacts {
  footageDurationMs: number;
  footageMegapixels: number;
  excerpt: Excerpt;
  exampleDescriptor: Json;
  footageDescriptor: Json;
  eligibleEffectTypes: { effectTypeId: string; confidence: number; reason: string }[];
}

/** A provider-neutral prompt; best guess first. */
export interface PromptVariant {
  variantId: string;
  effectTypeId: string;
  text: string;
  parameters: JsonRecord;
}

/** Why a run ended without a result. */
export interface Refusal {
  reason: string;
  humanReadableCause: string;
  suggestedAction: string;
}

/** The full-length result that stands for approval. */
export interface RunResult {
  candidateTaskId: string;
  finishTaskId: string;
}

/** A published effect that a run puts on a clip, as its revision pins it. */
export interface EffectInUse {
  effectId: string;
  /** SHA-256 of the revision's content. */
  revisionId: string;
  effectTypeId: string;
  /** What the effect aims at; no file of the example is kept. */
  styleDescriptor: Json;
  /** The workflows that passed at approval, with the digests that they had then. */
  workflows: { workflowId: string; digest: string }[];
}

/** A leg that somebody asked for: a workflow in one exact form, on one machine where one is named. */
export interface TrialLeg {
  providerId: string;
  workflowId: string;
  digest: string;
  onlyAgentId: string | null;
}

/** One run as the saga knows it. Plain data; `advance` never changes it in place. */
export interface RunSaga {
  runId: string;
  ownerId: string;
  /** Who had the platform try something, and may watch it; null: nobody in particular. */
  requestedBy: string | null;
  tenantId: string;
  correlationId: string;
  state: RunState;
  /** Whose money it is; `benchmark` for runs that compare providers. */
  budgetContext: BudgetContext;
  /**
   * Set for a benchmark: every eligible workflow of this effect type renders the whole footage, and nobody chooses. With
   * `legs`, exactly these are rendered, whatever the catalogue says: the try of a workflow.
   */
  benchmark: { effectTypeId: string; legs?: TrialLeg[] } | null;
  /** Set when a published effect is used: one leg at a time renders the whole footage, and the first that passes is the result. */
  effectInUse: EffectInUse | null;
  /** Set when a candidate of an earlier run is rendered again: one leg of that workflow, nothing is analysed or written. */
  rerender: Rerender | null;
  wish: string;
  /** The part of the footage on which versions are to be tried; null: the analysis chooses. */
  chosenExcerpt: Excerpt | null;
  /** The part of the footage that results cover, as it was asked for; null: the whole clip. */
  trim: Excerpt | null;
  /** Null for a published effect, whose look is pinned. */
  exampleVideoId: string | null;
  footageVideoId: string;
  /** Keys of the normalised proxies; null until ingested. */
  exampleKey: string | null;
  footageKey: string | null;
  quote: { amountTokens: number; rateCardVersion: number };
  consentPublicPreview: boolean;
  reservation: { reservationId: string; amountTokens: number } | null;
  analysis: AnalysisFacts | null;
  variants: PromptVariant[] | null;
  decision: RoutingDecision | null;
  legs: Leg[];
  isLegsDeadlinePassed: boolean;
  /** The finish leg being awaited; its `finishes` is the chosen candidate. */
  finishTaskId: string | null;
  /** Set once the tokens are to be consumed: `ResultReady` was emitted, which happens once. */
  result: RunResult | null;
  effectId: string | null;
  failure: Refusal | null;
  createdAt: Date;
  stateChangedAt: Date;
  /** Grows with every saved change; the optimistic lock, and part of event keys. */
  version: number;
}

export const legOf = (run: RunSaga, taskId: string): Leg | undefined =>
  run.legs.find((leg) => leg.taskId === taskId);

/** The chosen candidate: of the finish under way, else of the result. */
export function chosenTaskId(run: RunSaga): string | null {
  const finish = run.finishTaskId ? legOf(run, run.finishTaskId) : undefined;
  return finish?.finishes ?? run.result?.candidateTaskId ?? null;
}

/** A new run, before its clips are ready. */
export function newRun(
  fields: Pick<
    RunSaga,
    | 'runId'
    | 'ownerId'
    | 'tenantId'
    | 'correlationId'
    | 'wish'
    | 'exampleVideoId'
    | 'footageVideoId'
    | 'quote'
    | 'consentPublicPreview'
  > &
    Partial<
      Pick<
        RunSaga,
        'budgetContext' | 'benchmark' | 'effectInUse' | 'rerender' | 'chosenExcerpt' | 'trim' | 'requestedBy'
      >
    > & {
      at: Date;
      /** As many runs as may be are under way: it begins when its turn comes. */
      hasToWait?: boolean;
    },
): RunSaga {
  const { at, hasToWait = false, ...given } = fields;
  return {
    budgetContext: 'user_run',
    benchmark: null,
    effectInUse: null,
    rerender: null,
    chosenExcerpt: null,
    trim: null,
    requestedBy: null,
    ...given,
    state: hasToWait ? 'QUEUED' : 'AWAITING_MEDIA',
    exampleKey: null,
    footageKey: null,
    reservation: null,
    analysis: null,
    variants: null,
    decision: null,
    legs: [],
    isLegsDeadlinePassed: false,
    finishTaskId: null,
    result: null,
    effectId: null,
    failure: null,
    createdAt: at,
    stateChangedAt: at,
    version: 0,
  };
}
