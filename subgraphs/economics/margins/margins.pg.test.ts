import { systemCaller } from '@effect-studio/kernel/context';
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
import { verifyBooks } from '../verification/use-cases/verify-books.ts';
import { type MarginWindow, minutesOf } from './domain/window.ts';
import { foldOldMinutes } from './use-cases/fold-old-minutes.ts';
import { heldTenants } from './use-cases/follow-books.ts';
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

  it('book revenue on the fleet that did the winning work, and move it with the winner', async () => {
    const run = await startedRun();
    const effectTypeId = 'fleet-effect';
    const fleets = ['north', 'south'];
    const tasks = await Promise.all(fleets.map((fleet) => attempt(run, { fleet, effectTypeId })));
    const revenueByFleet = async () => {
      const { rows } = await studio.ownerPool.query<{ fleet: string; revenue: string }>(
        `select fleet, sum(revenue_nano_usd) as revenue from economics.margin_bucket
         where effect_type_id = $1 group by fleet order by fleet`,
        [effectTypeId],
      );
      return rows.map(({ fleet, revenue }) => [fleet, revenue]);
    };
    for (const [index, taskId] of tasks.entries()) {
      const winner = { candidateTaskId: taskId, finishTaskId: newId() };
      const result = resultReady(run, winner, { effectTypeId, chargeTokens: index === 0 ? 20 : 0 });
      await studio.deliver('economics', ResultReady, run.runId, result);
      expect(await revenueByFleet()).toEqual([
        ['north', index === 0 ? '20000000' : '0'],
        ['south', index === 0 ? '0' : '20000000'],
      ]);
    }
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

  it('in memory equal the buckets, also after changes were forgotten, buckets made anew and time passed', async () => {
    const bruteForce = async (window: MarginWindow) => {
      const { first, last } = minutesOf(window, studio.clock.now());
      const { rows } = await studio.ownerPool.query<{ cost: string; runs: string; idle: string }>(
        `select coalesce(sum(busy_cost_nano_usd + startup_cost_nano_usd + partner_cost_nano_usd), 0) as cost,
           coalesce(sum(charged_runs), 0) as runs from economics.margin_bucket
         where minute between $1 and $2 and budget_context = 'user_run'`,
        [first, last],
      );
      return rows[0]!;
    };
    const check = async () => {
      for (const window of ['HOUR', 'DAY', 'WEEK'] as const) {
        const { total } = await readHud(studio.call('economics'), window);
        const expected = await bruteForce(window);
        expect(total.costNanoUsd.toString()).toBe(expected.cost);
        expect(total.runCount).toBe(Number(expected.runs));
      }
    };
    await check();
    await attempt(await startedRun(), {}, 30 * MINUTE);
    await check();
    await attempt(await startedRun(), {}, 90 * MINUTE);
    await studio.ownerPool.query('delete from economics.book_change');
    await check();
    studio.clock.advance(45 * MINUTE);
    await attempt(await startedRun());
    await check();
    await studio.ownerPool.query('update economics.margin_bucket set busy_cost_nano_usd = 0');
    await rebuildBuckets(studio.call('economics'));
    await check();
    studio.clock.advance(2 * 1_440 * MINUTE);
    await check();
  });

  it('give quantiles of cost and duration within one percent, corrections included', async () => {
    const durations = Array.from({ length: 40 }, (_, index) => 1_000 + index * 977);
    const budgetContext = 'system_test';
    for (const busyMs of durations)
      await attempt(newRun(), { budgetContext, busyMs, effectTypeId: 'duotone' });
    const run = newRun();
    const wrong = attemptEnded(run, studio.clock.now(), {
      budgetContext,
      busyMs: 9_000_000,
      effectTypeId: 'duotone',
    });
    await studio.deliver('economics', TaskAttemptEnded, run.runId, { ...wrong, outcome: 'expired' });
    await studio.deliver('economics', TaskAttemptEnded, run.runId, {
      ...wrong,
      outcome: 'late',
      busyMs: 500,
    });
    const answer = await studio.execute<{
      marginHud: { cells: { quantiles: Record<string, Record<string, number>> }[] };
    }>(
      'economics',
      admin(),
      `{ marginHud(window: DAY, budgetContext: SYSTEM_TEST) { cells { quantiles {
         duration { p50Ms p95Ms p99Ms sampleCount } cost { p50NanoUsd p99NanoUsd sampleCount } } } } }`,
    );
    const { duration, cost } = answer.data!.marginHud.cells[0]!.quantiles;
    const sorted = [500, ...durations].sort((a, b) => a - b);
    const exact = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]!;
    expect(duration!.sampleCount).toBe(41);
    for (const [name, q] of [
      ['p50Ms', 0.5],
      ['p95Ms', 0.95],
      ['p99Ms', 0.99],
    ] as const) {
      expect(Math.abs(duration![name]! / exact(q) - 1)).toBeLessThanOrEqual(0.01);
    }
    expect(cost!.sampleCount).toBe(41);
    const exactCost = (exact(0.99) * 85_000_000) / 3_600_000;
    expect(Math.abs(Number(cost!.p99NanoUsd) / exactCost - 1)).toBeLessThanOrEqual(0.0101);
  });

  it('give the quantiles of one provider as the HUD has them', async () => {
    for (const busyMs of [1_000, 2_000, 4_000]) await attempt(newRun(), { providerId: 'cpu-spread', busyMs });
    const SPREAD = 'duration { p50Ms p99Ms sampleCount } cost { sampleCount }';
    const answer = await studio.execute<{
      marginHud: { providers: { provider: { id: string }; quantiles: object }[] };
      _entities: { quantiles: { duration: { p50Ms: number; sampleCount: number } } }[];
    }>(
      'economics',
      admin(),
      `{ marginHud(window: DAY) { providers { provider { id } quantiles { ${SPREAD} } } }
         _entities(representations: [{ __typename: "Provider", id: "cpu-spread" }]) {
           ... on Provider { quantiles(window: DAY) { ${SPREAD} } } } }`,
    );
    const { marginHud, _entities } = answer.data!;
    const inHud = marginHud.providers.find(({ provider }) => provider.id === 'cpu-spread')!;
    expect(_entities[0]!.quantiles).toEqual(inHud.quantiles);
    expect(_entities[0]!.quantiles.duration.sampleCount).toBe(3);
    expect(Math.abs(_entities[0]!.quantiles.duration.p50Ms / 2_000 - 1)).toBeLessThanOrEqual(0.01);
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

  it('fold minutes of long ago into hours, where what is booked later goes, too, and no sum changes', async () => {
    const run = await startedRun();
    for (const agoMs of [0, 7, 61, 130].map((minutes) => minutes * MINUTE)) await attempt(run, {}, agoMs);
    const tenantSums = async () => {
      const { rows } = await studio.ownerPool.query<{ row: string }>(
        `select date_trunc('hour', minute, 'UTC')::text || provider_id || effect_type_id || sum(attempts) || sum(pending_cost_nano_usd) as row
         from economics.margin_bucket where tenant_id = $1 group by date_trunc('hour', minute, 'UTC'), provider_id, effect_type_id order by 1`,
        [systemCaller().tenantId],
      );
      return rows.map(({ row }) => row);
    };
    const before = await tenantSums();
    studio.clock.advance(102 * 24 * 60 * MINUTE);
    await foldOldMinutes(studio.call('economics'));
    expect(await tenantSums()).toEqual(before);
    const { rows } = await studio.ownerPool.query(
      `select 1 from economics.margin_bucket where minute <> date_trunc('hour', minute, 'UTC')`,
    );
    expect(rows).toEqual([]);
    await attempt(run, {}, 102 * 24 * 60 * MINUTE - 3 * MINUTE);
    expect((await verifyBooks(studio.call('economics'))).faults).toEqual([]);
    await rebuildBuckets(studio.call('economics'));
    expect((await verifyBooks(studio.call('economics'))).faults).toEqual([]);
  });

  it('are given up when nobody looked for half an hour, and read again for who looks', async () => {
    const looks = [systemCaller(), systemCaller(newId())].map((caller) => studio.call('economics', caller));
    for (const look of looks) await readHud(look, 'HOUR');
    expect(heldTenants(looks[0]!)).toEqual(expect.arrayContaining(looks.map((look) => look.caller.tenantId)));
    studio.clock.advance(31 * 60_000);
    const before = await readHud(looks[0]!, 'WEEK');
    expect(heldTenants(looks[0]!)).toEqual([looks[0]!.caller.tenantId]);
    studio.clock.advance(31 * 60_000);
    await readHud(looks[1]!, 'WEEK');
    expect(heldTenants(looks[0]!)).toEqual([looks[1]!.caller.tenantId]);
    expect((await readHud(looks[0]!, 'WEEK')).total.costNanoUsd).toBe(before.total.costNanoUsd);
  });
});
