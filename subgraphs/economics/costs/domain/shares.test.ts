import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, hoursOf, type SharingJob, shareByWeight, shareIdleHour, shareStartup } from './shares.ts';

const START = Date.UTC(2026, 0, 1, 10);
const hour = new Date(START);
const sum = (parts: readonly { costNanoUsd: bigint }[]): bigint =>
  parts.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n);

const job = fc
  .record({
    taskId: fc.uuid(),
    attempt: fc.integer({ min: 1, max: 3 }),
    agent: fc.constantFrom('a', 'b', 'c'),
    fromMs: fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
    wallMs: fc.integer({ min: 1, max: 3 * HOUR_MS }),
    busyShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(
    ({ taskId, attempt, agent, fromMs, wallMs, busyShare }): SharingJob => ({
      taskId,
      attempt,
      agentId: agent,
      startedAt: new Date(START + fromMs),
      endedAt: new Date(START + fromMs + wallMs),
      busyMs: Math.floor(wallMs * busyShare),
      startupMs: 0,
    }),
  );
const rate = fc.bigInt({ min: 0n, max: 10n ** 12n });
const machines = fc
  .array(fc.record({ fromMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }), ms: fc.nat(3 * HOUR_MS), rate }), {
    maxLength: 3,
  })
  .map((list) =>
    list.map(({ fromMs, ms, rate: nanoUsdPerHour }, index) => ({
      agentId: ['a', 'b', 'c'][index]!,
      startedAt: new Date(START + fromMs),
      endedAt: new Date(START + fromMs + ms),
      nanoUsdPerHour,
    })),
  );

describe('sharing what machines cost', () => {
  it('adds up to the whole, exactly, for any jobs and any amount', () => {
    fc.assert(
      fc.property(
        fc.array(job, { maxLength: 30 }),
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        (jobs, whole) => {
          const shared = shareByWeight(
            whole,
            jobs.map((one) => ({ job: one, weight: BigInt(one.busyMs) })),
          );
          expect(sum(shared.shares) + shared.unallocatedNanoUsd!).toBe(whole);
          if (jobs.some(({ busyMs }) => busyMs > 0)) expect(shared.unallocatedNanoUsd).toBe(0n);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on the order in which the jobs are given', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(job, { maxLength: 12, selector: ({ taskId }) => taskId })
          .chain((jobs) =>
            fc.tuple(fc.constant(jobs), fc.shuffledSubarray(jobs, { minLength: jobs.length })),
          ),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        ([jobs, shuffled], whole) => {
          const of = (list: readonly SharingJob[]) =>
            shareByWeight(
              whole,
              list.map((one) => ({ job: one, weight: BigInt(one.busyMs) })),
            ).shares.map(({ job: { taskId }, costNanoUsd }) => [taskId, costNanoUsd]);
          expect(of(shuffled)).toEqual(of(jobs));
        },
      ),
    );
  });

  it('gives a tie to the smaller task id', () => {
    const of = (taskId: string) => ({ job: { taskId, attempt: 1 }, weight: 1n });
    const shared = shareByWeight(2n, [of('c'), of('b'), of('a')]);
    expect(shared.shares.map(({ job: { taskId }, costNanoUsd }) => [taskId, costNanoUsd])).toEqual([
      ['a', 1n],
      ['b', 1n],
      ['c', 0n],
    ]);
  });

  it('is exact for the idle time of an hour, whatever lies in it or across its ends', () => {
    fc.assert(
      fc.property(machines, fc.array(job, { maxLength: 20 }), (online, jobs) => {
        const shared = shareIdleHour(hour, online, jobs);
        expect(sum(shared.shares) + shared.unallocatedNanoUsd!).toBe(shared.wholeNanoUsd);
        expect(shared.wholeNanoUsd! >= 0n).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves an hour without jobs, and a session without jobs, unallocated', () => {
    const idle = shareIdleHour(
      hour,
      [{ agentId: 'a', startedAt: hour, endedAt: null, nanoUsdPerHour: 5_000_000n }],
      [],
    );
    expect(idle).toEqual({ wholeNanoUsd: 5_000_000n, shares: [], unallocatedNanoUsd: 5_000_000n });
    expect(shareStartup({ startupMs: 3_600, nanoUsdPerHour: 5_000_000n }, [])).toMatchObject({
      unallocatedNanoUsd: 5_000n,
    });
  });

  it('is unknown, not zero, while a machine has no rate', () => {
    const machine = { agentId: 'a', startedAt: hour, endedAt: null, nanoUsdPerHour: null };
    expect(shareIdleHour(hour, [machine], [])).toMatchObject({
      wholeNanoUsd: null,
      unallocatedNanoUsd: null,
    });
  });

  it('counts busy time once over all hours that a job touches', () => {
    fc.assert(
      fc.property(job, (one) => {
        const always = {
          agentId: one.agentId,
          startedAt: new Date(START - 24 * HOUR_MS),
          endedAt: new Date(START + 24 * HOUR_MS),
          // 1 nano-USD per millisecond: idle cost is idle milliseconds.
          nanoUsdPerHour: BigInt(HOUR_MS),
        };
        const hours = hoursOf(one.startedAt, one.endedAt);
        const idleMs = hours.reduce(
          (total, start) => total + shareIdleHour(start, [always], [one]).wholeNanoUsd!,
          0n,
        );
        expect(BigInt(hours.length * HOUR_MS) - idleMs).toBe(BigInt(one.busyMs));
      }),
    );
  });
});
