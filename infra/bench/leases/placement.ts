import { setTimeout as wait } from 'node:timers/promises';
import { leaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { newId } from '@effect-studio/kernel/ids';
import type { BenchAgent, ExecutionUnderTest } from './execution-under-test.ts';
import { enqueue } from './lease-queue.ts';

/** A task of the fast agent, in milliseconds. */
const TASK_MS = 300;
const TASKS = 12;
const SPEEDS = [1, 5];

/** Wall time of twelve tasks on two agents of speed 5:1, as a multiple of the best possible. */
export async function makespan(under: ExecutionUnderTest): Promise<number> {
  await under.clear();
  await enqueue(under, { taskIds: Array.from({ length: TASKS }, () => newId()), tenantId: newId() });
  const agents = await under.agents(SPEEDS.length);
  let left = TASKS;
  const startedAt = performance.now();
  await Promise.all(
    agents.map(async (agent, index) => {
      while (left > 0) {
        const taken = await take(under, agent, 50);
        if (!taken) continue;
        await wait(TASK_MS * SPEEDS[index]!);
        await finish(under, agent, taken.leaseId);
        left -= 1;
      }
    }),
  );
  return (performance.now() - startedAt) / bestMakespanMs();
}

/** The least time in which the agents together can finish: no schedule of whole tasks is shorter. */
function bestMakespanMs(): number {
  for (let ms = TASK_MS; ; ms += TASK_MS) {
    const done = SPEEDS.reduce((sum, speed) => sum + Math.floor(ms / (TASK_MS * speed)), 0);
    if (done >= TASKS) return ms;
  }
}

/** Which task of all the only one of a tenant becomes that arrives behind 1,000 of another; 1 is the first. */
export async function placeOfNewcomer(under: ExecutionUnderTest): Promise<number> {
  await under.clear();
  const crowd = newId();
  for (let run = 0; run < 10; run += 1) {
    await enqueue(under, { taskIds: Array.from({ length: 100 }, () => newId()), tenantId: crowd });
  }
  const [agent] = (await under.agents(1)) as [BenchAgent];
  for (let served = 0; served < 5; served += 1) {
    const taken = await take(under, agent, 0);
    await finish(under, agent, taken!.leaseId);
  }
  const late = newId();
  await enqueue(under, { taskIds: [late], tenantId: newId() });
  for (let place = 1; ; place += 1) {
    const taken = await take(under, agent, 0);
    if (!taken) throw new Error('the newcomer was never served');
    await finish(under, agent, taken.leaseId);
    if (taken.taskId === late) return place;
  }
}

async function take(
  under: ExecutionUnderTest,
  agent: BenchAgent,
  waitMs: number,
): Promise<{ leaseId: string; taskId: string } | null> {
  const wish = { agentId: agent.id, clientId: agent.clientId, limit: 1 };
  const answer = await leaseDesk(under.call()).lease(wish, waitMs);
  const lease = answer.kind === 'leases' ? answer.leases[0] : undefined;
  return lease ? { leaseId: lease.leaseId, taskId: lease.brief.id } : null;
}

async function finish(under: ExecutionUnderTest, agent: BenchAgent, leaseId: string): Promise<void> {
  await leaseDesk(under.call()).settle({
    leaseId,
    clientId: agent.clientId,
    sha256: 'b'.repeat(64),
    sizeBytes: 1_000,
    outputKey: 'outputs/bench.mp4',
    busyMs: 1,
    mediaIntervals: [],
    idempotencyKey: newId(),
  });
}
