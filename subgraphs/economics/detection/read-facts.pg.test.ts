import { newId } from '@effect-studio/kernel/ids';
import {
  AgentSessionEnded,
  AgentSessionStarted,
  TaskAttemptEnded,
} from '@effect-studio/schema/events/execution';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun } from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import economics from '../subgraph.ts';
import { BUCKET_MS } from './domain/bucket-facts.ts';
import { readFacts } from './persistence/read-facts.ts';
import { foldBuckets, type WorldAttempt } from './testing/fold-buckets.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const read = (from: number, buckets: number, owners: readonly string[] = []) => {
  const ctx = studio.call('economics');
  return ctx.db.transaction(ctx, (tx) =>
    readFacts(tx, new Date(from), new Date(from + buckets * BUCKET_MS), owners),
  );
};

describe('the facts of a bucket', () => {
  it('are what folding the same attempts and sessions by hand gives', async () => {
    const random = seededRandom('facts');
    const from = studio.clock.now().getTime();
    const attempts: WorldAttempt[] = [];
    const agents = ['north', 'south'].map((fleet) => ({ fleet, agentId: newId() }));
    for (let index = 0; index < 40; index += 1) {
      const endedAt = from + Math.floor(random() * 3 * BUCKET_MS);
      const { fleet, agentId } = agents[index % 2]!;
      const attempt: WorldAttempt = {
        providerId: index % 3 === 0 ? 'cpu-swift' : 'cpu-studio',
        workflowId: index % 5 === 0 ? 'look-match-fine' : 'look-match-fast',
        fleet,
        hasFailed: random() < 0.2,
        isThrottled: random() < 0.3,
        throttledMs: 0,
        milliUnits: 500 + Math.floor(random() * 2_000),
        busyMs: 1_000 + Math.floor(random() * 9_000),
        startupMs: random() < 0.3 ? 700 : 0,
        queueWaitMs: Math.floor(random() * 5_000),
        costNanoUsd: 0n,
        startedAt: endedAt - 1_000,
        endedAt,
      };
      const throttledMs = attempt.isThrottled ? 250 : 0;
      attempts.push({ ...attempt, throttledMs });
      await studio.deliver(
        'economics',
        TaskAttemptEnded,
        newId(),
        attemptEnded(newRun(), new Date(endedAt), {
          ...{ providerId: attempt.providerId, workflowId: attempt.workflowId, fleet, agentId },
          outcome: attempt.hasFailed ? 'failed' : 'succeeded',
          workUnits: attempt.milliUnits / 1_000,
          busyMs: attempt.busyMs,
          startupMs: attempt.startupMs,
          queueWaitMs: attempt.queueWaitMs,
          throttledCount: attempt.isThrottled ? 1 : 0,
          throttledMs,
        }),
      );
    }
    await studio.deliver(
      'economics',
      TaskAttemptEnded,
      newId(),
      attemptEnded(newRun(), new Date(from + 5_000), { outcome: 'cancelled', fleet: 'elsewhere' }),
    );
    const sessions = [
      { fleet: 'north', startedAt: from - 3 * BUCKET_MS, endedAt: from + 1.5 * BUCKET_MS },
      { fleet: 'south', startedAt: from + 0.25 * BUCKET_MS, endedAt: from + 3 * BUCKET_MS },
    ];
    studio.clock.advance(3 * BUCKET_MS);
    for (const { fleet, startedAt, endedAt } of sessions) {
      const { agentId } = agents.find((one) => one.fleet === fleet)!;
      const session = { agentId, agentOwnerId: newId(), instanceType: 'local.cpu', fleet };
      const times = { startedAt: new Date(startedAt).toISOString() };
      await studio.deliver('economics', AgentSessionStarted, agentId, { ...session, ...times });
      // The other one goes on: it counts until now.
      if (fleet === 'north') {
        await studio.deliver('economics', AgentSessionEnded, agentId, {
          ...session,
          ...times,
          endedAt: new Date(endedAt).toISOString(),
          busyMs: 0,
          reason: 'drained',
        });
      }
    }
    const byHand = foldBuckets({ attempts, sessions, walletsAt: () => [] }, from, 3);
    const sorted = (facts: Awaited<ReturnType<typeof read>>) =>
      facts.map(({ start, cells, fleets }) => ({
        start,
        cells: cells
          .map((cell) => ({ ...cell, costNanoUsd: 0n }))
          .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
        fleets: fleets.toSorted((a, b) => (a.fleet < b.fleet ? -1 : 1)),
      }));
    const nameOf = (cell: { providerId: string; workflowId: string; fleet: string }) =>
      `${cell.providerId}/${cell.workflowId}/${cell.fleet}`;
    const facts = await read(from, 3);
    // The cancelled attempt took machine time, though it says nothing about who did it.
    const elsewhere = facts[0]!.fleets.find(({ fleet }) => fleet === 'elsewhere');
    expect(elsewhere).toMatchObject({ onlineMs: 0, workingMs: 3_600 });
    const known = facts.map((one) => ({ ...one, fleets: one.fleets.filter((fleet) => fleet !== elsewhere) }));
    expect(sorted(known)).toEqual(sorted(byHand));
    expect(facts.flatMap(({ cells }) => cells).every(({ costNanoUsd }) => costNanoUsd > 0n)).toBe(true);
  });

  it('hold the wallets that run out within two days, and those that are asked for', async () => {
    const ctx = studio.call('economics');
    const ownerId = newId();
    await topUpWallet(ctx, { userId: ownerId, amountTokens: 500, reason: 'test', key: newId() });
    const from = studio.clock.now().getTime() - BUCKET_MS;
    const wallets = async (owners: readonly string[]) => (await read(from, 1, owners))[0]!.wallets;
    expect(await wallets([])).toEqual([]);
    expect(await wallets([ownerId])).toEqual([{ ownerId, availableTokens: 500, tokensPerDay: 0 }]);
  });
});
