import { newId } from '@effect-studio/kernel/ids';
import { divideHalfEven, MS_PER_HOUR } from '@effect-studio/kernel/money';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import { ResultReady, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun, resultReady, runRequested, type TestRun } from '../fixtures/run-events.ts';
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

const buckets = async () =>
  JSON.stringify(
    (await studio.ownerPool.query('select * from economics.margin_bucket order by 1, 2, 3, 4, 5, 6')).rows,
  );

const sketches = async () =>
  JSON.stringify(
    (
      await studio.ownerPool.query(
        'select * from economics.margin_sketch where count <> 0 order by 1, 2, 3, 4, 5, 6, 7, 8',
      )
    ).rows,
  );

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
    const earlier = await startedRun();
    const winner = { candidateTaskId: await attempt(earlier), finishTaskId: newId() };
    await studio.deliver('economics', ResultReady, earlier.runId, resultReady(earlier, winner));
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

  it('lose nothing when many runs end at the same time in the same minute', async () => {
    const runs = await Promise.all(Array.from({ length: 12 }, startedRun));
    const before = await readHud(studio.call('economics'), 'HOUR');
    await Promise.all(
      runs.map(async (run, index) => {
        const ids = await Promise.all([attempt(run), attempt(run, { providerId: 'cpu-studio' })]);
        const winner = { candidateTaskId: ids[index % 2]!, finishTaskId: newId() };
        const providerId = index % 2 ? 'cpu-studio' : 'cpu-swift';
        await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner, { providerId }));
      }),
    );
    const after = await readHud(studio.call('economics'), 'HOUR');
    expect(after.total.revenueNanoUsd - before.total.revenueNanoUsd).toBe(12n * 20_000_000n);
    expect(after.total.costNanoUsd - before.total.costNanoUsd).toBe(12n * (85_000n + 170_000n));
    expect(after.total.explorationCostNanoUsd - before.total.explorationCostNanoUsd).toBe(
      6n * (85_000n + 170_000n),
    );
  });

  it('are the same, byte for byte, when they are made again from the entries', async () => {
    const live = await buckets();
    const liveSketches = await sketches();
    expect(live.length).toBeGreaterThan(1_000);
    expect(liveSketches.length).toBeGreaterThan(1_000);
    await studio.ownerPool.query(
      'update economics.margin_bucket set run_cost_nano_usd = run_cost_nano_usd + 1',
    );
    await studio.ownerPool.query('update economics.margin_sketch set count = count + 1');
    expect(await buckets()).not.toBe(live);
    await rebuildBuckets(studio.call('economics'));
    expect(await buckets()).toBe(live);
    expect(await sketches()).toBe(liveSketches);
    expect(await studio.deadLetters()).toEqual([]);
  });
});
