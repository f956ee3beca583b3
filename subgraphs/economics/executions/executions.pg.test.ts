import { sql } from '@effect-studio/kernel/database/statement';
import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun, words } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const OF_TASK = sql(
  'test-executions-of-task',
  `select attempt, outcome, fleet, busy_ms::int as "busyMs", startup_ms::int as "startupMs", quality_ppm as "qualityPpm",
     is_rejected as "isRejected" from economics.execution where task_id = $1 order by attempt`,
);
const executionsOf = (taskId: string) => {
  const ctx = studio.call('economics');
  return ctx.db.transaction(ctx, (tx) => tx.rows(OF_TASK, [taskId]));
};

describe('what is remembered of executions', () => {
  it('gives the verdict to the attempt that delivered, not to the one that failed before', async () => {
    const run = newRun();
    const taskId = newId();
    const now = studio.clock.now();
    const tell = (fields: Parameters<typeof attemptEnded>[2]) =>
      studio.deliver('economics', TaskAttemptEnded, run.runId, attemptEnded(run, now, { taskId, ...fields }));
    await tell({ attempt: 1, outcome: 'failed', busyMs: 100, fleet: 'north', startupMs: 40 });
    await tell({ attempt: 2, busyMs: 2_000 });
    await studio.deliver('economics', QualityEvaluated, run.runId, {
      ...run,
      taskId,
      role: 'candidate',
      providerId: 'cpu-swift',
      workflowId: 'look-match-fast',
      effectTypeId: 'look-match',
      quality: { fidelity: 0.8, artifacts: 0.8, styleAdherence: 0.8, temporalConsistency: 0.8 },
      composite: 0.8,
      evaluatorVersion: 'test',
      durationMs: 1,
    });
    expect(await executionsOf(taskId)).toEqual([
      {
        attempt: 1,
        outcome: 'failed',
        fleet: 'north',
        busyMs: 100,
        startupMs: 40,
        qualityPpm: null,
        isRejected: false,
      },
      {
        attempt: 2,
        outcome: 'succeeded',
        fleet: 'default',
        busyMs: 2_000,
        startupMs: 0,
        qualityPpm: 800_000,
        isRejected: false,
      },
    ]);
  });

  it('learns nothing from a judge that is quarantined', async () => {
    const run = newRun();
    const told = attemptEnded(run, studio.clock.now(), {});
    await studio.deliver('economics', TaskAttemptEnded, run.runId, told);
    const { taskId, role, providerId, workflowId, effectTypeId } = told;
    const judged = {
      ...run,
      ...{ taskId, role, providerId, workflowId, effectTypeId, composite: 0.9, durationMs: 1 },
      quality: { fidelity: 0.9, artifacts: 0.9, styleAdherence: 0.9, temporalConsistency: 0.9 },
      evaluatorVersion: 'biased-1',
    };
    await studio.deliver('economics', QualityEvaluated, run.runId, { ...judged, isQuarantined: true });
    expect(await executionsOf(taskId)).toMatchObject([{ qualityPpm: null, isRejected: false }]);
    await studio.deliver('economics', QualityEvaluated, run.runId, judged);
    expect(await executionsOf(taskId)).toMatchObject([{ qualityPpm: 900_000 }]);
  });

  it('replaces an attempt that is told again, and marks a rejected output', async () => {
    const run = newRun();
    const first = attemptEnded(run, studio.clock.now(), { outcome: 'expired', busyMs: 500 });
    await studio.deliver('economics', TaskAttemptEnded, run.runId, first);
    await studio.deliver('economics', TaskAttemptEnded, run.runId, {
      ...first,
      outcome: 'late',
      busyMs: 700,
    });
    const { runId, ownerId, taskId, role, providerId, workflowId, effectTypeId } = first;
    await studio.deliver('economics', OutputRejected, run.runId, {
      ...{ runId, ownerId, taskId, role, providerId, workflowId, effectTypeId },
      ...words,
    });
    expect(await executionsOf(taskId)).toMatchObject([
      { outcome: 'late', busyMs: 700, qualityPpm: null, isRejected: true },
    ]);
  });
});
