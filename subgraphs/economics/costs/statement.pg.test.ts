import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import {
  ApprovalRequested,
  ResultReady,
  RunFailed,
  RunRequested,
} from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptEnded,
  newRun,
  resultReady,
  runRequested,
  type TestRun,
  words,
} from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { readHud } from '../margins/use-cases/read-hud.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

async function startedRun(): Promise<TestRun> {
  const run = newRun();
  await topUpWallet(studio.call('economics'), {
    userId: run.ownerId,
    amountTokens: 100,
    reason: 'test',
    key: newId(),
  });
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  return run;
}

async function attempt(run: TestRun, fields: Partial<Parameters<typeof attemptEnded>[2]> = {}) {
  const payload = attemptEnded(run, studio.clock.now(), fields);
  await studio.deliver('economics', TaskAttemptEnded, run.runId, payload);
  return payload.taskId;
}

async function statementOf(run: TestRun) {
  const answer = await studio.execute<{
    _entities: [{ statement: Record<string, unknown> & { lines: { bearer: string }[] } }];
  }>(
    'economics',
    admin(),
    `query ($id: ID!) { _entities(representations: [{ __typename: "Run", id: $id }]) { ... on Run { statement {
       chargedTokens refundedTokens reservedTokens revenueNanoUsd costNanoUsd explorationCostNanoUsd platformCostNanoUsd margin
       lines { seq component task { id } attempt role provider { id } instanceType busyMs rateNanoUsdPerHour costNanoUsd rateCardVersion outcome bearer }
     } } } }`,
    { id: run.runId },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data!._entities[0].statement;
}

describe('the statement of a run', () => {
  it('books the winner and its render to the run, everything else to exploration, at the provider’s rate', async () => {
    const run = await startedRun();
    const winning = await attempt(run, { busyMs: 3_600 });
    const losing = await attempt(run, {
      providerId: 'cpu-atelier',
      workflowId: 'look-match-fine',
      busyMs: 7_200,
    });
    const finish = await attempt(run, { role: 'finish', busyMs: 36_000 });
    expect((await statementOf(run)).lines.map((line) => line.bearer)).toEqual([
      'PENDING',
      'PENDING',
      'PENDING',
    ]);
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId: winning, finishTaskId: finish }),
    );
    const late = await attempt(run, { role: 'shadow', outcome: 'late', busyMs: 3_600 });
    const statement = await statementOf(run);
    // 85,000,000 nano-USD per hour × 3.6 s = 85,000; × 36 s = 850,000; 340,000,000 × 7.2 s = 680,000.
    expect(statement).toMatchObject({
      chargedTokens: 20,
      revenueNanoUsd: '20000000',
      costNanoUsd: '935000',
      explorationCostNanoUsd: '765000',
      platformCostNanoUsd: '0',
      margin: 1 - 935_000 / 20_000_000,
    });
    const bearers = new Map(
      statement.lines.map((line) => [(line as { task: { id: string } } & typeof line).task.id, line]),
    );
    expect(bearers.get(winning)).toMatchObject({
      bearer: 'RUN',
      instanceType: 'cpu.swift',
      costNanoUsd: '85000',
      rateCardVersion: 1,
    });
    expect(bearers.get(finish)).toMatchObject({ bearer: 'RUN', role: 'finish' });
    expect(bearers.get(losing)).toMatchObject({ bearer: 'EXPLORATION', instanceType: 'cpu.atelier' });
    expect(bearers.get(late)).toMatchObject({ bearer: 'EXPLORATION', outcome: 'late' });
  });

  it('keeps the cost of failed attempts and of a run that failed, borne by the platform', async () => {
    const run = await startedRun();
    const taskId = await attempt(run, { outcome: 'failed' });
    await attempt(run, { taskId, attempt: 2, outcome: 'failed' });
    await attempt(run, { role: 'shadow' });
    await studio.deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'RUNNING' });
    expect(await statementOf(run)).toMatchObject({
      costNanoUsd: '0',
      platformCostNanoUsd: '170000',
      explorationCostNanoUsd: '85000',
      margin: null,
    });
    const task = await studio.execute(
      'economics',
      admin(),
      'query ($id: ID!) { _entities(representations: [{ __typename: "Task", id: $id }]) { ... on Task { costNanoUsd } } }',
      { id: taskId },
    );
    expect(task.data).toEqual({ _entities: [{ costNanoUsd: '170000' }] });
  });

  it('counts the same attempt once, and lets a later report of it replace the first', async () => {
    const run = await startedRun();
    const taskId = await attempt(run, { outcome: 'expired', busyMs: 1_000 });
    await attempt(run, { taskId, outcome: 'expired', busyMs: 1_000 });
    await attempt(run, { taskId, outcome: 'late', busyMs: 3_600 });
    const { lines } = await statementOf(run);
    expect(lines).toEqual([expect.objectContaining({ outcome: 'late', costNanoUsd: '85000' })]);
    const kept = await studio.ownerPool.query(
      'select count(*)::int as n from economics.cost_entry where task_id = $1',
      [taskId],
    );
    expect(kept.rows[0].n).toBe(2);
  });

  it('takes no entry twice, and none of a rate card that was never published', async () => {
    const run = await startedRun();
    const taskId = await attempt(run, { busyMs: 3_600 });
    const again = (change: string) =>
      studio.ownerPool.query(
        `insert into economics.cost_entry
         select (jsonb_populate_record(e, '{"id": "${newId()}"}'::jsonb || $2::jsonb)).*
         from economics.cost_entry e where task_id = $1`,
        [taskId, change],
      );
    await expect(again('{}')).rejects.toThrow(/cost_entry_once/);
    await expect(again(`{"task_id": "${newId()}", "rate_card_version": 999}`)).rejects.toThrow(
      /there is no rate card 999/,
    );
  });

  it('books what it took to get ready beside the work, and takes it back when a later report knows better', async () => {
    const run = await startedRun();
    const taskId = await attempt(run, { outcome: 'expired', busyMs: 3_600, startupMs: 7_200 });
    const parts = async () =>
      (await statementOf(run)).lines.map((line) => {
        const { component, costNanoUsd, busyMs } = line as unknown as Record<string, unknown>;
        return { component, costNanoUsd, busyMs };
      });
    expect(await parts()).toEqual([
      { component: 'BUSY', costNanoUsd: '85000', busyMs: 3_600 },
      { component: 'STARTUP', costNanoUsd: '170000', busyMs: 0 },
    ]);
    await attempt(run, { taskId, outcome: 'late', busyMs: 3_600, startupMs: 0 });
    expect(await parts()).toEqual([
      { component: 'BUSY', costNanoUsd: '85000', busyMs: 3_600 },
      { component: 'STARTUP', costNanoUsd: '0', busyMs: 0 },
    ]);
  });

  it('moves bearers and revenue to the creator’s other choice without another charge', async () => {
    const run = await startedRun();
    const [first, second] = [await attempt(run), await attempt(run, { providerId: 'cpu-studio' })];
    const finishes = [
      await attempt(run, { role: 'finish' }),
      await attempt(run, { role: 'finish', providerId: 'cpu-studio' }),
    ];
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId: first, finishTaskId: finishes[0]! }),
    );
    const before = await readHud(studio.call('economics'), 'HOUR');
    const chosen = { ...run, candidateTaskId: second, finishTaskId: finishes[1]!, providerId: 'cpu-studio' };
    await studio.deliver('economics', ApprovalRequested, run.runId, { submission: submissionOf(chosen) });
    const after = await readHud(studio.call('economics'), 'HOUR');
    const revenueOf = (hud: typeof before, id: string) =>
      hud.providers.find((one) => one.providerId === id)!.margin.revenueNanoUsd;
    expect(revenueOf(before, 'cpu-swift') - revenueOf(after, 'cpu-swift')).toBe(20_000_000n);
    expect(revenueOf(after, 'cpu-studio') - revenueOf(before, 'cpu-studio')).toBe(20_000_000n);
    expect(after.total.revenueNanoUsd).toBe(before.total.revenueNanoUsd);
    expect(after.total.costNanoUsd).toBe(before.total.costNanoUsd);
    const statement = await statementOf(run);
    expect(statement).toMatchObject({
      chargedTokens: 20,
      costNanoUsd: '340000',
      explorationCostNanoUsd: '170000',
    });
  });

  it('is admin-only, like every margin', async () => {
    for (const query of [
      '{ marginHud(window: HOUR) { burnNanoUsdPerHour } }',
      '{ reconcileLedger { isBalanced } }',
      '{ routingManifest { version } }',
    ]) {
      const answer = await studio.execute('economics', creator(), query);
      expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });
});
