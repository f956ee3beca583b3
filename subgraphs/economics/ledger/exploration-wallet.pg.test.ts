import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { ResultReady, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun, resultReady, runRequested } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { grantDue, periodOf, type StoredExploration, walletAt } from './domain/exploration-wallet.ts';
import { readExplorationWallet, setExplorationBudget } from './use-cases/exploration-wallet.ts';
import { readWalletOf } from './use-cases/read-wallet.ts';
import { topUpWallet } from './use-cases/top-up-wallet.ts';

const DAY = 86_400_000;
let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const wallet = () => readExplorationWallet(studio.call('economics'));
const budget = (limitNanoUsd: bigint, period: 'DAY' | 'WEEK' | 'MONTH' = 'DAY') =>
  setExplorationBudget(studio.call('economics'), { period, limitNanoUsd, key: newId() });

/** A run with so many legs on the dearest provider, of which the first wins. @returns what its creator paid */
async function runWithFanOut(fanOut: number): Promise<number> {
  const run = newRun();
  const call = studio.call('economics');
  await topUpWallet(call, { userId: run.ownerId, amountTokens: 100, reason: 'test', key: newId() });
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  const legs = [];
  for (let leg = 0; leg < fanOut; leg += 1) {
    const payload = attemptEnded(run, studio.clock.now(), { providerId: 'cpu-atelier' });
    await studio.deliver('economics', TaskAttemptEnded, run.runId, payload);
    legs.push(payload.taskId);
  }
  const winner = { candidateTaskId: legs[0]!, finishTaskId: newId() };
  await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner));
  return 100 - (await readWalletOf(call, run.ownerId))!.availableTokens;
}

const LEG_NANO_USD = 340_000n;

async function spendingFollowsFromEntries(): Promise<void> {
  const { rows } = await studio.ownerPool.query<{
    booked: string;
    spent: string;
    kept: string;
    moved: string;
  }>(
    `select
       (select coalesce(sum(cost_nano_usd), 0) from economics.cost_entry e where bearer = 'EXPLORATION' and component <> 'IDLE'
          and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)) as booked,
       (select coalesce(sum(case kind when 'EXPLORATION_SPEND' then amount_nano_usd when 'EXPLORATION_CORRECTION'
          then -amount_nano_usd else 0 end), 0) from economics.money_transfer) as spent,
       (select balance_nano_usd from economics.money_account where kind = 'EXPLORATION') as kept,
       (select sum(case when credit_account_id = a.id then amount_nano_usd else -amount_nano_usd end)
          from economics.money_transfer t join economics.money_account a
            on a.kind = 'EXPLORATION' and a.id in (t.credit_account_id, t.debit_account_id)) as moved`,
  );
  expect(rows[0]!.spent).toBe(rows[0]!.booked);
  expect(rows[0]!.kept).toBe(rows[0]!.moved);
}

describe('the exploration wallet', () => {
  it('pays for the legs that lost, and the creator’s charge does not depend on how many there were', async () => {
    const before = await wallet();
    expect([await runWithFanOut(1), await runWithFanOut(3), await runWithFanOut(5)]).toEqual([20, 20, 20]);
    const after = await wallet();
    expect(after.spentNanoUsd - before.spentNanoUsd).toBe(6n * LEG_NANO_USD);
    expect(before.leftNanoUsd - after.leftNanoUsd).toBe(6n * LEG_NANO_USD);
    await spendingFollowsFromEntries();
  });

  it('stops exploration when it is empty, and not the service', async () => {
    await budget(7n * LEG_NANO_USD);
    expect(await wallet()).toMatchObject({ leftNanoUsd: LEG_NANO_USD, isExhausted: false });
    // Two legs under way: the wallet is overdrawn by one.
    expect(await runWithFanOut(3)).toBe(20);
    expect(await wallet()).toMatchObject({ leftNanoUsd: -LEG_NANO_USD, isExhausted: true });
    const { rows: asked } = await studio.ownerPool.query<{ cause: string }>(
      `select payload->>'cause' as cause from economics.job where kind = 'generate-manifest' and payload->>'cause' like 'exploration-wallet:%'`,
    );
    expect(asked.map(({ cause }) => cause.split(':')[1])).toEqual(['true']);
    expect(await runWithFanOut(1)).toBe(20);
    await spendingFollowsFromEntries();
  });

  it('pays an overdraft back from the next period’s budget, and gives back what is left over', async () => {
    studio.clock.advance(DAY);
    expect(await wallet()).toMatchObject({
      limitNanoUsd: 7n * LEG_NANO_USD,
      spentNanoUsd: 0n,
      leftNanoUsd: 6n * LEG_NANO_USD,
    });
    await runWithFanOut(2);
    expect(await wallet()).toMatchObject({ spentNanoUsd: LEG_NANO_USD, leftNanoUsd: 5n * LEG_NANO_USD });
    studio.clock.advance(2 * DAY);
    expect(await wallet()).toMatchObject({ leftNanoUsd: 7n * LEG_NANO_USD });
    await runWithFanOut(2);
    expect(await wallet()).toMatchObject({ leftNanoUsd: 6n * LEG_NANO_USD });
    await spendingFollowsFromEntries();
  });

  it('takes a new limit at once; what was spent counts', async () => {
    await budget(3n * LEG_NANO_USD);
    expect(await wallet()).toMatchObject({ spentNanoUsd: LEG_NANO_USD, leftNanoUsd: 2n * LEG_NANO_USD });
    await budget(0n);
    expect(await wallet()).toMatchObject({ leftNanoUsd: -LEG_NANO_USD, isExhausted: true });
    await budget(9n * LEG_NANO_USD, 'MONTH');
    expect(await wallet()).toMatchObject({
      period: 'MONTH',
      leftNanoUsd: 9n * LEG_NANO_USD,
      spentNanoUsd: 0n,
    });
    await spendingFollowsFromEntries();
  });

  it('is shown to admins only', async () => {
    const query = '{ explorationWallet { isExhausted limitNanoUsd } }';
    const shown = await studio.execute('economics', admin(), query);
    expect(shown.data).toEqual({ explorationWallet: { isExhausted: false, limitNanoUsd: '3060000' } });
    const refused = await studio.execute('economics', creator(), query);
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('an exploration budget', () => {
  it('never spends more over any number of periods than their limits and what was under way', () => {
    const spending = fc.record({ skipDays: fc.nat(3), spend: fc.bigInt({ min: 0n, max: 300n }) });
    fc.assert(
      fc.property(fc.array(spending, { maxLength: 60 }), (steps) => {
        let now = Date.UTC(2026, 0, 1);
        let stored: StoredExploration = {
          period: 'DAY',
          limitNanoUsd: 200n,
          periodStart: null,
          openingNanoUsd: 0n,
          balanceNanoUsd: 0n,
        };
        let spent = 0n;
        const days = new Set<number>();
        for (const { skipDays, spend } of steps) {
          now += skipDays * DAY;
          days.add(now);
          const at = new Date(now);
          const seen = walletAt(stored, at);
          const granted = grantDue(stored, at);
          stored = { ...stored, balanceNanoUsd: stored.balanceNanoUsd + granted };
          if (granted !== 0n || stored.periodStart === null) {
            stored = {
              ...stored,
              periodStart: periodOf('DAY', at).start,
              openingNanoUsd: stored.balanceNanoUsd,
            };
          }
          expect(stored.balanceNanoUsd).toBe(seen.leftNanoUsd);
          // Nobody starts a leg on an exhausted wallet.
          if (seen.isExhausted) continue;
          stored = { ...stored, balanceNanoUsd: stored.balanceNanoUsd - spend };
          spent += spend;
        }
        expect(spent <= BigInt(days.size) * 200n + 300n).toBe(true);
      }),
    );
  });

  it('knows when its periods begin', () => {
    const moment = new Date('2026-03-01T13:00:00Z');
    expect(periodOf('WEEK', moment)).toEqual({ start: new Date('2026-02-23'), end: new Date('2026-03-02') });
    expect(periodOf('MONTH', moment)).toEqual({ start: new Date('2026-03-01'), end: new Date('2026-04-01') });
    expect(periodOf('DAY', moment)).toEqual({ start: new Date('2026-03-01'), end: new Date('2026-03-02') });
  });
});
