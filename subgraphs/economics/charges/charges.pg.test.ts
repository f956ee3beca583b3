import { newId } from '@effect-studio/kernel/ids';
import { PersonRegistered } from '@effect-studio/schema/events/identity';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import {
  ResultReady,
  RunCancelled,
  RunExpired,
  RunFailed,
  RunRejected,
  RunRequested,
} from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRun, resultReady, runRequested, type TestRun, words } from '../fixtures/run-events.ts';
import { reconcileLedger } from '../ledger/use-cases/reconcile-ledger.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

async function fundedRun(tokens = 100): Promise<TestRun> {
  const run = newRun();
  await topUpWallet(studio.call('economics'), {
    userId: run.ownerId,
    amountTokens: tokens,
    reason: 'test',
    key: newId(),
  });
  return run;
}

const deliver: typeof studio.deliver = (...args) => studio.deliver(...args);
const winner = () => ({ candidateTaskId: newId(), finishTaskId: newId() });

async function emittedFor(run: TestRun): Promise<string[]> {
  return (await studio.written())
    .filter((event) => event.aggregateId === run.runId)
    .map((event) => event.type);
}

async function moneyOf(run: TestRun) {
  const result = await studio.execute(
    'economics',
    creator(run.ownerId),
    `query ($id: ID!) {
      wallet { availableTokens reservedTokens }
      _entities(representations: [{ __typename: "Run", id: $id }]) { ... on Run { reservedTokens consumedTokens refundedTokens } }
    }`,
    { id: run.runId },
  );
  const data = result.data as { wallet: object; _entities: object[] };
  return { ...data.wallet, run: data._entities[0] };
}

describe('a run that succeeds', () => {
  it('reserves, charges once, and gives the rest of the reservation back', async () => {
    const run = await fundedRun(100);
    await deliver('economics', RunRequested, run.runId, runRequested(run, 30));
    expect(await moneyOf(run)).toMatchObject({
      availableTokens: 70,
      run: { reservedTokens: 30, consumedTokens: 0 },
    });
    await deliver('economics', ResultReady, run.runId, resultReady(run, winner(), { chargeTokens: 20 }));
    expect(await moneyOf(run)).toEqual({
      availableTokens: 80,
      reservedTokens: 0,
      run: { reservedTokens: 30, consumedTokens: 20, refundedTokens: 10 },
    });
    const [consumed] = (await studio.written('TokensConsumed.v1')).filter(
      (one) => one.aggregateId === run.runId,
    );
    expect(consumed!.payload).toMatchObject({
      amountTokens: 20,
      releasedTokens: 10,
      revenueNanoUsd: '20000000',
    });
  });

  it('does everything once when every event comes three times, also as a new event', async () => {
    const run = await fundedRun(100);
    const result = resultReady(run, winner());
    const ids = [newId(), newId()];
    for (const id of [...ids, ids[0]!])
      await deliver('economics', RunRequested, run.runId, runRequested(run), { id });
    const more = [newId(), newId()];
    for (const id of [...more, more[0]!]) await deliver('economics', ResultReady, run.runId, result, { id });
    expect(await emittedFor(run)).toEqual(['TokensReserved.v1', 'TokensConsumed.v1']);
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 80, reservedTokens: 0 });
  });

  it('never charges more than was set aside', async () => {
    const run = await fundedRun(100);
    await deliver('economics', RunRequested, run.runId, runRequested(run, 20));
    await deliver('economics', ResultReady, run.runId, resultReady(run, winner(), { chargeTokens: 50 }));
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 80, run: { consumedTokens: 20 } });
  });

  it('is refunded once in full when the reviewer says so, and not when not', async () => {
    for (const refund of ['full', 'none'] as const) {
      const run = await fundedRun(100);
      await deliver('economics', RunRequested, run.runId, runRequested(run));
      await deliver('economics', ResultReady, run.runId, resultReady(run, winner()));
      for (let time = 0; time < 2; time += 1) {
        await deliver('economics', AdminRejected, run.runId, {
          reviewItemId: newId(),
          ...run,
          decidedBy: newId(),
          reason: 'not good enough',
          refund,
        });
      }
      await deliver('economics', RunRejected, run.runId, { ...run, ...words });
      expect(await moneyOf(run)).toMatchObject({ availableTokens: refund === 'full' ? 100 : 80 });
      expect((await emittedFor(run)).filter((type) => type === 'TokensRefunded.v1')).toHaveLength(
        refund === 'full' ? 1 : 0,
      );
    }
  });
});

describe('a run that ends without a result', () => {
  it.each([
    [
      'fails',
      (run: TestRun) => deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'RUNNING' }),
    ],
    [
      'is cancelled',
      (run: TestRun) => deliver('economics', RunCancelled, run.runId, { ...run, cancelledBy: run.ownerId }),
    ],
    [
      'expires',
      (run: TestRun) =>
        deliver('economics', RunExpired, run.runId, { ...run, ...words, expiredIn: 'RUNNING' }),
    ],
  ])('gives everything back once when it %s', async (_name, end) => {
    const run = await fundedRun(100);
    await deliver('economics', RunRequested, run.runId, runRequested(run));
    await end(run);
    await end(run);
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 100, reservedTokens: 0 });
    expect(await emittedFor(run)).toEqual(['TokensReserved.v1', 'TokensRefunded.v1']);
  });

  it('reserves nothing when it was cancelled before its request arrived', async () => {
    const run = await fundedRun(100);
    await deliver('economics', RunCancelled, run.runId, { ...run, cancelledBy: run.ownerId });
    await deliver('economics', RunRequested, run.runId, runRequested(run));
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 100, reservedTokens: 0 });
    expect(await emittedFor(run)).toEqual(['ReservationRefused.v1']);
  });

  it('keeps the charge when it fails after its result', async () => {
    const run = await fundedRun(100);
    await deliver('economics', RunRequested, run.runId, runRequested(run));
    await deliver('economics', ResultReady, run.runId, resultReady(run, winner()));
    await deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'AWAITING_APPROVAL' });
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 80 });
  });

  it('gets the charge back when what was approved cannot be published', async () => {
    const run = await fundedRun(100);
    await deliver('economics', RunRequested, run.runId, runRequested(run));
    await deliver('economics', ResultReady, run.runId, resultReady(run, winner()));
    await deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'PUBLISHING' });
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 100, run: { refundedTokens: 20 } });
  });
});

describe('a run without enough tokens', () => {
  it('is refused and told how many are missing', async () => {
    const run = await fundedRun(5);
    await deliver('economics', RunRequested, run.runId, runRequested(run, 20));
    const [refused] = (await studio.written('ReservationRefused.v1')).filter(
      (one) => one.aggregateId === run.runId,
    );
    expect(refused!.payload).toMatchObject({ missingTokens: 15, reason: 'INSUFFICIENT_TOKENS' });
    expect(await moneyOf(run)).toMatchObject({ availableTokens: 5, reservedTokens: 0 });
  });

  it('counts everything as missing for somebody without a wallet', async () => {
    const run = newRun();
    await deliver('economics', RunRequested, run.runId, runRequested(run, 20));
    const [refused] = (await studio.written('ReservationRefused.v1')).filter(
      (one) => one.aggregateId === run.runId,
    );
    expect(refused!.payload).toMatchObject({ missingTokens: 20 });
  });
});

describe('the books as a whole', () => {
  it('open a wallet for everybody who registers, once', async () => {
    const person = creator();
    for (let time = 0; time < 2; time += 1) {
      await deliver('economics', PersonRegistered, person.subjectId!, {
        userId: person.subjectId!,
        roles: ['user'],
      });
    }
    const answer = await studio.execute(
      'economics',
      person,
      '{ wallet { availableTokens } quoteRun { amountTokens rateCardVersion availableTokens } }',
    );
    expect(answer.data).toEqual({
      wallet: { availableTokens: 0 },
      quoteRun: { amountTokens: 20, rateCardVersion: 1, availableTokens: 0 },
    });
  });

  it('add up after all of that, with nothing left behind', async () => {
    expect(await reconcileLedger(studio.call('economics'))).toMatchObject({
      isBalanced: true,
      sumTokens: 0n,
    });
    expect(await studio.deadLetters()).toEqual([]);
  });
});
