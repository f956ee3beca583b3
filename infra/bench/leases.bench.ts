import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Measurement, Subject } from './bench.ts';
import { openBenchEngines } from './leases/bench-engines.ts';
import { bullmqQueue } from './leases/bullmq-queue.ts';
import { ExecutionUnderTest } from './leases/execution-under-test.ts';
import { graphileWorkerQueue } from './leases/graphile-worker-queue.ts';
import { graphqlLeaseQueue } from './leases/graphql-lease-queue.ts';
import { leaseQueue } from './leases/lease-queue.ts';
import { pgBossQueue } from './leases/pg-boss-queue.ts';
import { makespan, placeOfNewcomer } from './leases/placement.ts';
import { cyclesPerSecond, type QueueUnderTest } from './leases/queue-under-test.ts';
import { median } from './statistics.ts';

/** Jobs put in before the clock starts, by number of agents: more than any queue here finishes in the window. */
const JOBS: Readonly<Record<number, number>> = { 1: 3_000, 8: 12_000, 64: 20_000 };
const WAKE_UPS = 40;
const BACKLOG = Number(process.env.LEASES_BACKLOG ?? 1_000_000);

const bench: Bench = {
  name: 'leases',
  what: 'no-op jobs from lease to acknowledged completion, ours beside graphile-worker, pg-boss and BullMQ on the same PostgreSQL and Redis',
  metrics: {
    'cycles, 1 agent': '/s',
    'cycles, 8 agents': '/s',
    'cycles, 64 agents': '/s',
    'wake-up p50, from call': 'ms',
    'wake-up p50, once queued': 'ms',
    'makespan, agents 5:1': '× optimum',
    'place of a newcomer': 'th',
  },
  rounds: 3,
  warmUpRounds: 1,
  open: async (say) => {
    const engines = await openBenchEngines();
    const studio = await ExecutionUnderTest.open(engines, 'ours');
    const crowded = await ExecutionUnderTest.open(engines, 'crowded');
    const ours = leaseQueue(studio);
    const queues: QueueUnderTest[] = [
      ours,
      await graphqlLeaseQueue(studio),
      await graphileWorkerQueue(await engines.createDatabase('graphile'), 'default'),
      await graphileWorkerQueue(await engines.createDatabase('graphile_batching'), 'batching'),
      await pgBossQueue(await engines.createDatabase('pgboss')),
      await bullmqQueue(engines.services.redisUrl),
      await bullmqQueue(engines.services.redisUrl, 'durable'),
    ];
    if (BACKLOG > 0) say(`queueing ${BACKLOG} tasks`);
    const behind = leaseQueue(crowded, { name: `leases, ${BACKLOG} queued`, backlog: BACKLOG });
    const subjects: Subject[] = [
      ...queues.map((queue) => ({ name: queue.name, measure: () => measureQueue(queue) })),
      ...(BACKLOG > 0
        ? [
            {
              name: behind.name,
              measure: async () => ({ 'cycles, 64 agents': await cyclesPerSecond(behind, 64, JOBS[64]!) }),
            },
          ]
        : []),
      {
        name: 'placement',
        measure: async () => ({
          'makespan, agents 5:1': await makespan(studio),
          'place of a newcomer': await placeOfNewcomer(studio),
        }),
      },
    ];
    return {
      subjects,
      versus: ours.name,
      close: async () => {
        for (const queue of queues) await queue.close();
        await studio.close();
        await crowded.close();
        await engines.close();
      },
    };
  },
};
export default bench;

async function measureQueue(queue: QueueUnderTest): Promise<Measurement> {
  const measured: Record<string, number> = {};
  for (const [agents, jobs] of Object.entries(JOBS)) {
    measured[`cycles, ${agents} ${agents === '1' ? 'agent' : 'agents'}`] = await cyclesPerSecond(
      queue,
      Number(agents),
      jobs,
    );
  }
  return { ...measured, ...(await wakeUps(queue)) };
}

async function wakeUps(queue: QueueUnderTest): Promise<Measurement> {
  await queue.clear();
  const idle = await queue.idle?.();
  if (!idle) return {};
  const fromCall: number[] = [];
  const onceQueued: number[] = [];
  for (let n = 0; n < WAKE_UPS; n += 1) {
    // Agents are back to waiting, and not in step with anybody's polling.
    await wait(15 + ((n * 7) % 20));
    const calledAt = performance.now();
    const { beganAt, queuedAt } = await idle.enqueue();
    fromCall.push(beganAt - calledAt);
    onceQueued.push(Math.max(0, beganAt - queuedAt));
  }
  await idle.stop();
  return { 'wake-up p50, from call': median(fromCall), 'wake-up p50, once queued': median(onceQueued) };
}
