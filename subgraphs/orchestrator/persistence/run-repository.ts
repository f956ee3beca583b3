import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { Leg } from '../domain/leg.ts';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import { type LegRow, type RunRow, toRun } from './run-row.ts';
import { INSERT_RUN, LEGS_OF_RUNS, RUNS_BY_ID, UPDATE_RUN, UPSERT_LEG } from './run-statements.ts';
import { LOCK_RUN } from './sql/lock-run.ts';

/** The run with its row locked; null when there is none that the caller may see. */
export async function lockRun(tx: Transaction, runId: string): Promise<RunSaga | null> {
  const row = await tx.maybeOne<RunRow>(LOCK_RUN, [runId]);
  if (!row) return null;
  return toRun(row, await tx.rows<LegRow>(LEGS_OF_RUNS, [[runId]]));
}

/** A run as it is read: the saga, and when it was last changed. */
export type RunRecord = RunSaga & { updatedAt: Date };

/** Runs by id, as far as the caller may see them; in one round trip. */
export async function readRuns(ctx: CallContext, ids: readonly string[]): Promise<Map<string, RunRecord>> {
  const [rows, legs] = (await ctx.db.readTogether(ctx, [
    { statement: RUNS_BY_ID, values: [[...ids]] },
    { statement: LEGS_OF_RUNS, values: [[...ids]] },
  ])) as [RunRow[], LegRow[]];
  const legsOf = Map.groupBy(legs, ({ run_id }) => run_id);
  return new Map(
    rows.map((row) => [row.id, { ...toRun(row, legsOf.get(row.id) ?? []), updatedAt: row.updated_at }]),
  );
}

export async function insertRun(tx: Transaction, run: RunSaga): Promise<void> {
  await tx.rows(INSERT_RUN, [
    run.runId,
    run.ownerId,
    run.tenantId,
    run.correlationId,
    run.wish,
    run.exampleVideoId,
    run.footageVideoId,
    run.quote.amountTokens,
    run.quote.rateCardVersion,
    run.consentPublicPreview,
    run.state,
    run.exampleKey,
    run.footageKey,
    run.stateChangedAt,
    run.createdAt,
    run.budgetContext,
    json(run.benchmark),
    json(run.effectInUse),
    json(run.rerender),
    json(run.chosenExcerpt),
    json(run.trim),
    run.requestedBy,
  ]);
}

/** Saves what changed between `before`, which was locked, and `after`. */
export async function saveRun(tx: Transaction, before: RunSaga, after: RunSaga): Promise<void> {
  const saved = await tx.maybeOne(UPDATE_RUN, [
    after.runId,
    before.version,
    after.state,
    after.exampleKey,
    after.footageKey,
    json(after.reservation),
    json(after.analysis),
    json(after.variants),
    json(after.decision),
    after.isLegsDeadlinePassed,
    after.finishTaskId,
    json(after.result),
    after.effectId,
    json(after.failure),
    after.stateChangedAt,
    tx.now,
  ]);
  if (!saved) throw new StudioError('RUN_CHANGED', `run ${after.runId} changed while it was locked`);
  const known = new Set(before.legs);
  for (const leg of after.legs) if (!known.has(leg)) await upsertLeg(tx, after, leg);
}

async function upsertLeg(tx: Transaction, run: RunSaga, leg: Leg): Promise<void> {
  await tx.rows(UPSERT_LEG, [
    leg.taskId,
    run.runId,
    run.ownerId,
    run.tenantId,
    leg.ordinal,
    leg.role,
    leg.finishes,
    leg.providerId,
    leg.workflowId,
    leg.workflowDigest,
    leg.effectTypeId,
    leg.promptVariantId,
    json(leg.parameters),
    json(leg.excerpt),
    leg.workUnits,
    leg.expectedCostNanoUsd?.toString() ?? null,
    leg.isDispatched,
    json(leg.output),
    json(leg.quality),
    leg.failureCause,
    leg.isCancelled,
    json(leg.ranking),
    tx.now,
    leg.onlyAgentId,
    run.requestedBy,
  ]);
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
