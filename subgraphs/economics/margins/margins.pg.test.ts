import { newId } from '@effect-studio/kernel/ids';
import { divideHalfEven, MS_PER_HOUR } from '@effect-studio/kernel/money';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import { ResultReady, RunFailed, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
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
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { readHud } from './use-cases/read-hud.ts';
import { rebuildBuckets } from './use-cases/rebuild-buckets.ts';

const MINUTE = 60_000;
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

async function attempt(run: TestRun, fields: Partial<Parameters<typeof attemptEnded>[2]> = {}, agoMs = 0) {
  const payload = attemptEnded(run, new Date(studio.clock.now().getTime() - agoMs), fields);
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
       lines { task { id } attempt role provider { id } instanceType busyMs rateNanoUsdPerHour costNanoUsd rateCardVersion outcome bearer }
     } } } }`,
    { id: run.runId },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data!._entities[0].statement;
}

const buckets = async () =>
  JSON.stringify(
    (await studio.ownerPool.query('select * from economics.margin_bucket order by 1, 2, 3, 4, 5, 6')).rows,
  );

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
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId: second, finishTaskId: finishes[1]! }, { providerId: 'cpu-studio' }),
    );
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

describe('margin windows', () => {
  it('equal a brute-force sum over the entries for every window, late events included', async () => {
    // Work that ended up to ten days ago and is only reported now, in a shuffled order.
    const minutesAgo = [0, 1, 59, 60, 61, 119, 1_439, 1_440, 10_079, 10_080, 14_400];
    for (const [index, minutes] of [...minutesAgo]
      .sort((a, b) => ((a * 7) % 11) - ((b * 7) % 11))
      .entries()) {
      const run = await startedRun();
      const providerId = ['cpu-swift', 'cpu-studio', 'cpu-atelier'][index % 3]!;
      await attempt(run, { providerId, busyMs: 1_234 + index * 977 }, minutes * MINUTE);
    }
    const now = studio.clock.now().getTime();
    const { rows } = await studio.ownerPool.query<{
      event_time: Date;
      busy_ms: string;
      rate: string;
      context: string;
    }>(
      `select event_time, busy_ms, rate_nano_usd_per_hour as rate, budget_context as context from economics.cost_entry e
       where not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)`,
    );
    for (const [window, minutes] of [
      ['HOUR', 60],
      ['DAY', 1_440],
      ['WEEK', 10_080],
    ] as const) {
      const firstMinute = (Math.floor(now / MINUTE) - minutes + 1) * MINUTE;
      const expected = rows
        .filter(
          (row) =>
            row.event_time.getTime() >= firstMinute &&
            row.event_time.getTime() < (Math.floor(now / MINUTE) + 1) * MINUTE,
        )
        .reduce((sum, row) => sum + divideHalfEven(BigInt(row.busy_ms) * BigInt(row.rate), MS_PER_HOUR), 0n);
      const hud = await readHud(studio.call('economics'), window);
      expect(hud.total.costNanoUsd).toBe(expected);
      expect(hud.cells.reduce((sum, cell) => sum + cell.margin.costNanoUsd, 0n)).toBe(expected);
      expect(hud.providers.reduce((sum, one) => sum + one.margin.costNanoUsd, 0n)).toBe(expected);
      expect(hud.burnNanoUsdPerHour).toBe(divideHalfEven(expected * 60n, BigInt(minutes)));
    }
  });

  it('forget what left them and compare with the window before', async () => {
    const before = await readHud(studio.call('economics'), 'HOUR');
    studio.clock.advance(60 * MINUTE);
    const after = await readHud(studio.call('economics'), 'HOUR');
    expect(before.total.revenueNanoUsd).toBeGreaterThan(0n);
    expect(after.total).toMatchObject({ revenueNanoUsd: 0n, costNanoUsd: 0n, margin: null });
    expect(after.marginChange).toBeNull();
    const run = await startedRun();
    const task = await attempt(run);
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId: task, finishTaskId: newId() }),
    );
    const now = await readHud(studio.call('economics'), 'HOUR');
    expect(now.total.margin).toBeCloseTo(1 - 85_000 / 20_000_000, 12);
    expect(now.marginChange).toBeCloseTo(now.total.margin! - before.total.margin!, 12);
  });

  it('take a refund away in the minute of the refund', async () => {
    const run = await startedRun();
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId: newId(), finishTaskId: newId() }),
    );
    const charged = await readHud(studio.call('economics'), 'HOUR');
    await studio.deliver('economics', AdminRejected, run.runId, {
      reviewItemId: newId(),
      ...run,
      decidedBy: newId(),
      reason: 'no',
      refund: 'full',
    });
    const refunded = await readHud(studio.call('economics'), 'HOUR');
    expect(charged.total.revenueNanoUsd - refunded.total.revenueNanoUsd).toBe(20_000_000n);
    expect(refunded.total.runCount).toBe(charged.total.runCount);
    expect(refunded.version).toBeGreaterThan(charged.version);
  });

  it('call a margin unknown while an attempt has no price, and say so once', async () => {
    const run = await startedRun();
    await attempt(run, { providerId: 'nobody-priced-me' });
    await attempt(run, { providerId: 'nobody-priced-me' });
    const hud = await readHud(studio.call('economics'), 'HOUR');
    expect(hud.total).toMatchObject({ unpricedCount: 2, margin: null });
    expect(hud.providers.find((one) => one.providerId === 'cpu-swift')!.margin.margin).not.toBeNull();
    expect((await studio.written('EconomicAlert.v1')).map((event) => event.payload.subject)).toEqual([
      'nobody-priced-me',
    ]);
    const provider = await studio.execute(
      'economics',
      admin(),
      '{ _entities(representations: [{ __typename: "Provider", id: "nobody-priced-me" }]) { ... on Provider { margin(window: HOUR) { unpricedCount margin } } } }',
    );
    expect(provider.data).toEqual({ _entities: [{ margin: { unpricedCount: 2, margin: null } }] });
  });

  it('keep tests and benchmarks apart from people’s runs', async () => {
    const before = await readHud(studio.call('economics'), 'HOUR');
    await attempt(newRun(), { budgetContext: 'benchmark' });
    expect((await readHud(studio.call('economics'), 'HOUR')).total.costNanoUsd).toBe(
      before.total.costNanoUsd,
    );
    expect((await readHud(studio.call('economics'), 'HOUR', 'benchmark')).total.costNanoUsd).toBe(85_000n);
  });

  it('are the same, byte for byte, when they are made again from the entries', async () => {
    const live = await buckets();
    expect(live.length).toBeGreaterThan(1_000);
    await studio.ownerPool.query(
      'update economics.margin_bucket set run_cost_nano_usd = run_cost_nano_usd + 1',
    );
    expect(await buckets()).not.toBe(live);
    await rebuildBuckets(studio.call('economics'));
    expect(await buckets()).toBe(live);
    expect(await studio.deadLetters()).toEqual([]);
  });
});
