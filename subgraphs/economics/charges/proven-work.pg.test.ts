import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded, TaskAttemptProven } from '@effect-studio/schema/events/execution';
import {
  ResultReady,
  RunCancelled,
  RunCompleted,
  RunRequested,
} from '@effect-studio/schema/events/orchestrator';
import { TestStudio } from '@effect-studio/testing/test-studio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun, resultReady, runRequested, type TestRun } from '../fixtures/run-events.ts';
import { agentBalance } from '../ledger/persistence/money-ledger.ts';
import { readWalletOf } from '../ledger/use-cases/read-wallet.ts';
import { reconcileLedger } from '../ledger/use-cases/reconcile-ledger.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { HOUSE_RATE_CARD } from '../rate-card/domain/house-rate-card.ts';
import { agentPay, priceWork } from '../rate-card/domain/rate-card.ts';
import { publishRateCard, seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { verifyBooks } from '../verification/use-cases/verify-books.ts';
import { chargeRun } from './use-cases/charge-run.ts';
import { returnTokens } from './use-cases/return-tokens.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const call = () => studio.call('economics');
/** What this much work on cpu-swift pays. */
const payOf = (busyMs: number): bigint =>
  agentPay(HOUSE_RATE_CARD, priceWork(HOUSE_RATE_CARD, 'cpu-swift', busyMs, 'local.cpu').costNanoUsd!);
/** What 3.6 s on cpu-swift pays: 70 % of 85,000 nano-USD. */
const PAY = 59_500n;

async function requested(): Promise<TestRun> {
  const run = newRun();
  await topUpWallet(call(), { userId: run.ownerId, amountTokens: 20, reason: 'test', key: newId() });
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  return run;
}
async function attempt(run: TestRun, fields: Parameters<typeof attemptEnded>[2] = {}) {
  const payload = attemptEnded(run, studio.clock.now(), fields);
  await studio.deliver('economics', TaskAttemptEnded, run.runId, payload);
  return payload;
}
const earned = (ownerId: string) => {
  const ctx = call();
  return ctx.db.transaction(ctx, (tx) => agentBalance(tx, ownerId));
};
const walletOf = async ({ ownerId }: TestRun) => {
  const { availableTokens, reservedTokens } = (await readWalletOf(call(), ownerId))!;
  return [availableTokens, reservedTokens];
};
const expectBalanced = async () =>
  expect(await reconcileLedger(call())).toMatchObject({ isBalanced: true, sumTokens: 0n, mismatches: [] });

describe('owners of machines are paid for proven work', () => {
  it('when the person is charged, whoever won, and once', async () => {
    const run = await requested();
    const [anna, ben, cleo] = [newId(), newId(), newId()];
    const winning = await attempt(run, { agentOwnerId: anna });
    const losing = await attempt(run, { agentOwnerId: ben });
    await attempt(run, { agentOwnerId: cleo, outcome: 'failed' });
    expect(await Promise.all([anna, ben, cleo].map(earned))).toEqual([0n, 0n, 0n]);
    const winner = { candidateTaskId: winning.taskId, finishTaskId: winning.taskId };
    await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner));
    expect(await Promise.all([anna, ben, cleo].map(earned))).toEqual([PAY, PAY, 0n]);
    for (const again of [winning, losing]) {
      await studio.deliver('economics', TaskAttemptEnded, run.runId, again);
    }
    await attempt(run, { taskId: losing.taskId, agentOwnerId: ben, busyMs: 7_200 });
    expect(await Promise.all([anna, ben].map(earned))).toEqual([PAY, PAY]);
    await expectBalanced();
  });

  it('when the run was cancelled and all tokens went back, also for what arrives later', async () => {
    const run = await requested();
    const [anna, ben, cleo] = [newId(), newId(), newId()];
    await attempt(run, { agentOwnerId: anna });
    const cut = await attempt(run, { agentOwnerId: ben, outcome: 'cancelled', busyMs: 900 });
    await studio.deliver('economics', RunCancelled, run.runId, {
      ...run,
      cancelledBy: run.ownerId,
    });
    expect(await walletOf(run)).toEqual([20, 0]);
    expect(await Promise.all([anna, ben].map(earned))).toEqual([PAY, 0n]);
    await attempt(run, { taskId: cut.taskId, agentOwnerId: ben, outcome: 'late' });
    await attempt(run, { agentOwnerId: cleo, outcome: 'expired' });
    expect(await Promise.all([ben, cleo].map(earned))).toEqual([PAY, 0n]);
    await expectBalanced();
  });

  it('of benchmarks, which charge nobody, and of work whose price comes later', async () => {
    const run = newRun();
    const [anna, ben] = [newId(), newId()];
    await attempt(run, { agentOwnerId: anna, budgetContext: 'benchmark' });
    await attempt(run, {
      agentOwnerId: ben,
      budgetContext: 'benchmark',
      providerId: 'gpu-new',
      instanceType: 'a100',
    });
    await studio.deliver('economics', RunCompleted, run.runId, run);
    expect(await Promise.all([anna, ben].map(earned))).toEqual([PAY, 0n]);
    await publishRateCard(call(), {
      terms: {
        ...HOUSE_RATE_CARD,
        instanceRates: [
          ...HOUSE_RATE_CARD.instanceRates,
          { providerId: 'gpu-new', instanceType: 'a100', nanoUsdPerHour: 1_000_000_000n },
        ],
      },
      note: 'a price for gpu-new',
      effectiveFrom: new Date(0),
    });
    for (let ran = 1; ran > 0; ) ran = await studio.runJobs('economics');
    expect(await earned(ben)).toBe(700_000n);
    await expectBalanced();
  });

  it('or not at all, wherever the process dies: never paid and unsettled', async () => {
    for (const ending of ['charged', 'cancelled'] as const) {
      const run = await requested();
      const anna = newId();
      const { taskId } = await attempt(run, { agentOwnerId: anna });
      const winner = { candidateTaskId: taskId, finishTaskId: taskId };
      const readyAt = studio.clock.now();
      const settle = (tx: Transaction) =>
        ending === 'charged'
          ? chargeRun(tx, { ...resultReady(run, winner), ...run, readyAt })
          : returnTokens(tx, { ...run, cause: 'ENDED', reason: 'RUN_CANCELLED', at: readyAt });
      let deaths = 0;
      for (let isDone = false; !isDone; deaths += 1) {
        const ctx = call();
        isDone = await ctx.db
          .transaction(ctx, (tx) => settle(dyingAfter(tx, deaths)))
          .then(
            () => true,
            (error: Error) => {
              expect(error.message).toBe('killed');
              return false;
            },
          );
        if (!isDone) expect([await walletOf(run), await earned(anna)]).toEqual([[0, 20], 0n]);
      }
      expect(deaths).toBeGreaterThan(10);
      expect(await walletOf(run)).toEqual(ending === 'charged' ? [0, 0] : [20, 0]);
      expect(await earned(anna)).toBe(PAY);
    }
    await expectBalanced();
    expect((await verifyBooks(call())).faults).toEqual([]);
  });
});

describe('work whose result came after its end was told', () => {
  /** What happens to one run with up to three attempts, in the order in which it is told. */
  const history = fc.record({
    attempts: fc.array(
      fc.record({
        told: fc.constantFrom('succeeded', 'late', 'expired', 'cancelled', 'failed'),
        /** Whether a result is accepted afterwards, where one was still missing. */
        proves: fc.boolean(),
        busyMs: fc.integer({ min: 1, max: 9_000 }),
        provenMs: fc.integer({ min: 1, max: 9_000 }),
        deliveries: fc.integer({ min: 1, max: 2 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    isSettled: fc.boolean(),
    /** After how many of the facts the person's side is settled. */
    settlesAfter: fc.nat({ max: 6 }),
  });

  it('is paid once, as it was proven, when the run is settled or after; and the books add up (property)', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ attempts, isSettled, settlesAfter }) => {
        const run = await requested();
        const owners = attempts.map(() => newId());
        const facts = attempts.flatMap((one, index) => {
          const first = attemptEnded(run, studio.clock.now(), {
            agentOwnerId: owners[index]!,
            outcome: one.told,
            busyMs: one.busyMs,
          });
          const isOpen = one.told !== 'succeeded' && one.told !== 'late';
          const proof = { ...first, outcome: 'late' as const, busyMs: one.provenMs };
          return [
            { event: TaskAttemptEnded, payload: first, times: one.deliveries },
            ...(isOpen && one.proves
              ? [{ event: TaskAttemptProven, payload: proof, times: one.deliveries }]
              : []),
          ];
        });
        const settle = async () => {
          if (!isSettled) return;
          await studio.deliver('economics', RunCancelled, run.runId, { ...run, cancelledBy: run.ownerId });
        };
        for (const [index, { event, payload, times }] of facts.entries()) {
          if (index === settlesAfter) await settle();
          for (let n = 0; n < times; n += 1) await studio.deliver('economics', event, run.runId, payload);
        }
        if (settlesAfter >= facts.length) await settle();
        const due = attempts.map((one) => {
          if (!isSettled) return 0n;
          if (one.told === 'succeeded' || one.told === 'late') return payOf(one.busyMs);
          return one.proves ? payOf(one.provenMs) : 0n;
        });
        expect(await Promise.all(owners.map(earned))).toEqual(due);
        await expectBalanced();
      }),
      { numRuns: 15 },
    );
    expect((await verifyBooks(call())).faults).toEqual([]);
  });
});

/** Lets a number of statements through and dies at the next. */
function dyingAfter(tx: Transaction, statements: number): Transaction {
  let left = statements;
  return new Proxy(tx, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name === 'afterCommit') return member.bind(target);
      return (...values: unknown[]) => {
        if (left === 0) throw new Error('killed');
        left -= 1;
        return member.apply(target, values);
      };
    },
  });
}
