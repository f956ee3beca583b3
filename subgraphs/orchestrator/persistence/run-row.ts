import type { Leg } from '../domain/leg.ts';
import type { RunResult, RunSaga } from '../domain/saga/run-saga.ts';

/** `orchestrator.run` as PostgreSQL answers it. */
export interface RunRow {
  id: string;
  owner_id: string;
  requested_by: string | null;
  tenant_id: string;
  correlation_id: string;
  state: RunSaga['state'];
  budget_context: RunSaga['budgetContext'];
  benchmark: RunSaga['benchmark'];
  effect_in_use: RunSaga['effectInUse'];
  rerender: RunSaga['rerender'];
  wish: string;
  chosen_excerpt: RunSaga['chosenExcerpt'];
  trim: RunSaga['trim'];
  example_video_id: string | null;
  footage_video_id: string;
  example_key: string | null;
  footage_key: string | null;
  quoted_tokens: number;
  rate_card_version: number;
  consent_public_preview: boolean;
  reservation: RunSaga['reservation'];
  analysis: RunSaga['analysis'];
  variants: RunSaga['variants'];
  decision: RunSaga['decision'];
  is_legs_deadline_passed: boolean;
  finish_task_id: string | null;
  result: RunResult | null;
  effect_id: string | null;
  failure: RunSaga['failure'];
  state_changed_at: Date;
  created_at: Date;
  updated_at: Date;
  version: number;
}

/** `orchestrator.leg` as PostgreSQL answers it; bigint comes as text. */
export interface LegRow {
  task_id: string;
  run_id: string;
  ordinal: number;
  role: Leg['role'];
  finishes: string | null;
  provider_id: string;
  workflow_id: string;
  workflow_digest: string;
  effect_type_id: string;
  prompt_variant_id: string;
  parameters: Leg['parameters'];
  excerpt: Leg['excerpt'];
  only_agent_id: string | null;
  work_units: number;
  expected_cost_nano_usd: string | null;
  is_dispatched: boolean;
  output: Leg['output'];
  quality: Leg['quality'];
  failure_cause: string | null;
  is_cancelled: boolean;
  ranking: Leg['ranking'];
}

export function toRun(row: RunRow, legs: readonly LegRow[]): RunSaga {
  return {
    runId: row.id,
    ownerId: row.owner_id,
    requestedBy: row.requested_by,
    tenantId: row.tenant_id,
    correlationId: row.correlation_id,
    state: row.state,
    budgetContext: row.budget_context,
    benchmark: row.benchmark,
    effectInUse: row.effect_in_use,
    rerender: row.rerender,
    wish: row.wish,
    chosenExcerpt: row.chosen_excerpt,
    trim: row.trim,
    exampleVideoId: row.example_video_id,
    footageVideoId: row.footage_video_id,
    exampleKey: row.example_key,
    footageKey: row.footage_key,
    quote: { amountTokens: row.quoted_tokens, rateCardVersion: row.rate_card_version },
    consentPublicPreview: row.consent_public_preview,
    reservation: row.reservation,
    analysis: row.analysis,
    variants: row.variants,
    decision: row.decision,
    legs: legs.map(toLeg),
    isLegsDeadlinePassed: row.is_legs_deadline_passed,
    finishTaskId: row.finish_task_id,
    result: row.result,
    effectId: row.effect_id,
    failure: row.failure,
    createdAt: row.created_at,
    stateChangedAt: row.state_changed_at,
    version: row.version,
  };
}

function toLeg(row: LegRow): Leg {
  return {
    taskId: row.task_id,
    ordinal: row.ordinal,
    role: row.role,
    finishes: row.finishes,
    providerId: row.provider_id,
    workflowId: row.workflow_id,
    workflowDigest: row.workflow_digest,
    effectTypeId: row.effect_type_id,
    promptVariantId: row.prompt_variant_id,
    parameters: row.parameters,
    excerpt: row.excerpt,
    onlyAgentId: row.only_agent_id,
    workUnits: row.work_units,
    expectedCostNanoUsd: row.expected_cost_nano_usd === null ? null : BigInt(row.expected_cost_nano_usd),
    isDispatched: row.is_dispatched,
    output: row.output,
    quality: row.quality,
    failureCause: row.failure_cause,
    isCancelled: row.is_cancelled,
    ranking: row.ranking,
  };
}
