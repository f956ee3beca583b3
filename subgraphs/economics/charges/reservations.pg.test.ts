import { newId } from '@effect-studio/kernel/ids';
import { ResultReady, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRun, resultReady, runRequested, type TestRun } from '../fixtures/run-events.ts';
import { RESERVATION_TTL_MS, settle } from '../ledger/persistence/ledger.ts';
import { readLimits, readWalletOf } from '../ledger/use-cases/read-wallet.ts';
import { reconcileLedger } from '../ledger/use-cases/reconcile-ledger.ts';
import { reserveTokens } from '../ledger/use-cases/reservation-queue.ts';
import { setSpendingLimit } from '../ledger/use-cases/set-spending-limit.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { expireReservations } from './use-cases/expire-reservations.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const call = () => studio.call('economics');

async function personWith(tokens: number): Promise<string> {
  const userId = newId();
  await topUpWallet(call(), { userId, amountTokens: tokens, reason: 'test', key: newId() });
  return userId;
}
const walletOf = async (ownerId: string) => {
  const { availableTokens, reservedTokens } = (await readWalletOf(call(), ownerId))!;
  return { availableTokens, reservedTokens };
};
const requests = (runs: readonly TestRun[], amountTokens = 10) =>
  runs.map((run) => ({ aggregateId: run.runId, payload: runRequested(run, amountTokens) }));
async function answersFor(runs: readonly TestRun[]) {
  const ids = new Set(runs.map(({ runId }) => runId));
  return (await studio.written()).filter((event) => ids.has(event.aggregateId));
}
const expectBalanced = async () =>
  expect(await reconcileLedger(call())).toMatchObject({ isBalanced: true, sumTokens: 0n, mismatches: [] });

describe('fifty submits at once with tokens for ten', () => {
  it('reserve exactly ten, whether the requests arrive together', async () => {
    const ownerId = await personWith(100);
    const runs = Array.from({ length: 50 }, () => newRun(ownerId));
    await studio.deliverAll('economics', RunRequested, requests(runs));
    const types = (await answersFor(runs)).map(({ type }) => type);
    expect(types.filter((type) => type === 'TokensReserved.v1')).toHaveLength(10);
    expect(types.filter((type) => type === 'ReservationRefused.v1')).toHaveLength(40);
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 0, reservedTokens: 100 });
  });

  it('or side by side', async () => {
    const ownerId = await personWith(100);
    const runs = Array.from({ length: 50 }, () => newRun(ownerId));
    await Promise.all(
      runs.map((run) => studio.deliver('economics', RunRequested, run.runId, runRequested(run, 10))),
    );
    const types = (await answersFor(runs)).map(({ type }) => type);
    expect(types.filter((type) => type === 'TokensReserved.v1')).toHaveLength(10);
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 0, reservedTokens: 100 });
  });

  it('or through the queue, which answers the same id once', async () => {
    const ownerId = await personWith(100);
    const reservation = () => ({ id: newId(), runId: newId(), ownerId, amountTokens: 10 });
    const twice = reservation();
    const asked = [twice, twice, ...Array.from({ length: 48 }, reservation)];
    const answers = await Promise.all(asked.map((one) => reserveTokens(call(), one)));
    expect(answers.map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
    expect(answers.filter(({ code }) => code === 'POSTED')).toHaveLength(10);
    expect(answers[1]!.code).toBe('REPEATED');
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 0, reservedTokens: 100 });
    await expectBalanced();
  });

  it('books nothing twice when a batch repeats an earlier one and adds to it', async () => {
    const ownerId = await personWith(100);
    const reservation = () => ({ id: newId(), runId: newId(), ownerId, amountTokens: 10 });
    const first = [reservation(), reservation()];
    await Promise.all(first.map((one) => reserveTokens(call(), one)));
    const later = [first[1]!, reservation(), { ...reservation(), runId: first[0]!.runId }, reservation()];
    const answers = await Promise.all(later.map((one) => reserveTokens(call(), one)));
    expect(answers.map(({ code }) => code)).toEqual(['REPEATED', 'POSTED', 'CONFLICT', 'POSTED']);
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 60, reservedTokens: 40 });
    await expectBalanced();
  });

  it('names in each answer the request that it follows from', async () => {
    const runs = [newRun(await personWith(10)), newRun(await personWith(10))];
    const ids = [newId(), newId()];
    const facts = requests(runs).map((fact, index) => ({ ...fact, id: ids[index]! }));
    await studio.deliverAll('economics', RunRequested, facts);
    const answers = await answersFor(runs);
    expect(answers.map(({ causationId }) => causationId)).toEqual(ids);
    expect(new Set(answers.map(({ correlationId }) => correlationId)).size).toBe(2);
  });
});

describe('a reservation that nobody settles', () => {
  it('is released at its deadline, and a result that comes later charges nothing', async () => {
    const run = newRun(await personWith(30));
    await studio.deliver('economics', RunRequested, run.runId, runRequested(run, 20));
    studio.clock.advance(RESERVATION_TTL_MS - 1);
    expect(await expireReservations(call())).toBe(0);
    studio.clock.advance(1);
    await expireReservations(call());
    expect(await walletOf(run.ownerId)).toEqual({ availableTokens: 30, reservedTokens: 0 });
    expect((await answersFor([run])).map(({ type, payload }) => [type, payload.reason])).toEqual([
      ['TokensReserved.v1', undefined],
      ['TokensRefunded.v1', 'RESERVATION_EXPIRED'],
    ]);
    const winner = { candidateTaskId: newId(), finishTaskId: newId() };
    await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner));
    expect(await walletOf(run.ownerId)).toEqual({ availableTokens: 30, reservedTokens: 0 });
    expect(await expireReservations(call())).toBe(0);
    await expectBalanced();
  });

  it('is released too when it was made directly', async () => {
    const ownerId = await personWith(30);
    await reserveTokens(call(), { id: newId(), runId: newId(), ownerId, amountTokens: 20 });
    studio.clock.advance(RESERVATION_TTL_MS);
    await expireReservations(call());
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 30, reservedTokens: 0 });
  });
});

describe('balances', () => {
  it('are those of the ledger, whatever Redis loses', async () => {
    const run = newRun(await personWith(30));
    await studio.deliver('economics', RunRequested, run.runId, runRequested(run, 20));
    await call().redis.flushdb();
    expect(await walletOf(run.ownerId)).toEqual({ availableTokens: 10, reservedTokens: 20 });
    await expectBalanced();
  });
});

describe('a spending limit', () => {
  const limit = (userId: string, limitTokens: number | null, period: 'DAY' | 'MONTH' | 'TOTAL' = 'DAY') =>
    setSpendingLimit(call(), { userId, period, limitTokens, key: newId() });
  const spent = async (ownerId: string) =>
    (await readLimits(call(), ownerId)).map(({ spentTokens }) => spentTokens);

  it('holds at the gate of the balance, also for fifty at once', async () => {
    const ownerId = await personWith(1_000);
    await limit(ownerId, 70);
    const runs = Array.from({ length: 50 }, () => newRun(ownerId));
    await studio.deliverAll('economics', RunRequested, requests(runs));
    const answers = await answersFor(runs);
    expect(answers.filter(({ type }) => type === 'TokensReserved.v1')).toHaveLength(7);
    expect(answers.find(({ type }) => type === 'ReservationRefused.v1')!.payload).toMatchObject({
      reason: 'SPENDING_LIMIT_EXCEEDED',
      missingTokens: 10,
    });
    expect(await walletOf(ownerId)).toEqual({ availableTokens: 930, reservedTokens: 70 });
    const quote = await studio.execute('economics', creator(ownerId), '{ quoteRun { limitLeftTokens } }');
    expect(quote.data).toEqual({ quoteRun: { limitLeftTokens: 0 } });
  });

  it('counts what was spent before it was set, gives back what was released, and begins again each day', async () => {
    const ownerId = await personWith(1_000);
    const [first, second, third] = [newRun(ownerId), newRun(ownerId), newRun(ownerId)];
    await studio.deliver('economics', RunRequested, first.runId, runRequested(first, 30));
    await limit(ownerId, 50);
    expect(await spent(ownerId)).toEqual([30]);
    const winner = { candidateTaskId: newId(), finishTaskId: newId() };
    await studio.deliver('economics', ResultReady, first.runId, resultReady(first, winner));
    expect(await spent(ownerId)).toEqual([20]);
    await studio.deliver('economics', RunRequested, second.runId, runRequested(second, 31));
    expect((await answersFor([second]))[0]!.payload).toMatchObject({ missingTokens: 1 });
    studio.clock.advance(86_400_000);
    await studio.deliver('economics', RunRequested, third.runId, runRequested(third, 50));
    expect(await spent(ownerId)).toEqual([50]);
    await expectBalanced();
    await limit(ownerId, null);
    expect(await spent(ownerId)).toEqual([]);
  });

  it('never lets more through than it says, over any history of reservations and settlements', async () => {
    const step = fc.record({
      amount: fc.integer({ min: 0, max: 40 }),
      keep: fc.integer({ min: 0, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const ownerId = await personWith(100_000);
        await limit(ownerId, 100, 'TOTAL');
        let counted = 0;
        for (const { amount, keep } of steps) {
          const id = newId();
          const answer = await reserveTokens(call(), { id, runId: newId(), ownerId, amountTokens: amount });
          expect(answer.code).toBe(counted + amount <= 100 ? 'POSTED' : 'OVER_BUDGET');
          if (answer.code !== 'POSTED') continue;
          const kept = Math.min(keep, amount);
          const ctx = call();
          await ctx.db.transaction(ctx, (tx) =>
            settle(tx, { id: newId(), reservationId: id, ownerId, amountTokens: kept, reason: 'test' }),
          );
          counted += kept;
        }
        expect(await spent(ownerId)).toEqual([counted]);
      }),
      { numRuns: 15 },
    );
    await expectBalanced();
  });

  it('is set by admins, for people who have a wallet', async () => {
    const ownerId = await personWith(5);
    const set = (userId: string) =>
      studio.execute(
        'economics',
        admin(),
        `mutation ($input: SetSpendingLimitInput!) { setSpendingLimit(input: $input) {
           __typename ... on Wallet { limits { period limitTokens spentTokens } } } }`,
        { input: { userId, period: 'MONTH', limitTokens: 3, idempotencyKey: newId() } },
      );
    expect((await set(ownerId)).data).toEqual({
      setSpendingLimit: {
        __typename: 'Wallet',
        limits: [{ period: 'MONTH', limitTokens: 3, spentTokens: 0 }],
      },
    });
    expect((await set(newId())).data).toEqual({ setSpendingLimit: { __typename: 'NotFound' } });
  });
});

describe('a wallet’s history', () => {
  it('is read page by page, each line once, while lines are added', async () => {
    const ownerId = await personWith(1);
    for (let amount = 2; amount <= 7; amount += 1) {
      await topUpWallet(call(), { userId: ownerId, amountTokens: amount, reason: 'test', key: newId() });
    }
    const page = async (after: string | null) => {
      const answer = await studio.execute<{
        wallet: {
          history: {
            edges: { node: { movedTokens: number } }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        };
      }>(
        'economics',
        creator(ownerId),
        `query ($after: Cursor) { wallet { history(first: 3, after: $after) {
           edges { node { movedTokens } } pageInfo { endCursor hasNextPage } } } }`,
        { after },
      );
      return answer.data!.wallet.history;
    };
    const seen: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = await page(after);
      seen.push(...edges.map(({ node }) => node.movedTokens));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      if (seen.length === 3) {
        await topUpWallet(call(), { userId: ownerId, amountTokens: 99, reason: 'test', key: newId() });
      }
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });
});
