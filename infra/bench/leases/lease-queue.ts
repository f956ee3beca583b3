import { enqueueLegs } from '@effect-studio/execution/use-cases/tasks/enqueue-legs';
import { leaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { type BenchAgent, DIGEST, type ExecutionUnderTest, WORKFLOW } from './execution-under-test.ts';
import type { QueueUnderTest } from './queue-under-test.ts';

/** Measurements that a backlog is queued for at once. */
const MEASUREMENTS = 5;
const SHA256 = 'b'.repeat(64);

/**
 * Our leases at statement level: the desks that the mutations use, with slots, fair tags, fencing, events in the
 * outbox and row-level security; what is left out is GraphQL, signed URLs and the bytes of outputs.
 */
export function leaseQueue(
  under: ExecutionUnderTest,
  options: { name?: string; backlog?: number } = {},
): QueueUnderTest {
  const call = under.call();
  const desk = leaseDesk(call);
  let readyMeasurements = 0;
  const resultOf = (agent: BenchAgent, leaseId: string) => ({
    leaseId,
    clientId: agent.clientId,
    sha256: SHA256,
    sizeBytes: 1_000,
    outputKey: `outputs/${SHA256}.mp4`,
    busyMs: 1,
    mediaIntervals: [],
    idempotencyKey: newId(),
  });
  const wishOf = (agent: BenchAgent) => ({ agentId: agent.id, clientId: agent.clientId, limit: 1 });
  const lease = async (agent: BenchAgent, waitMs: number) => {
    const answer = await desk.lease(wishOf(agent), waitMs);
    return answer.kind === 'leases' ? (answer.leases[0] ?? null) : null;
  };
  return {
    name: options.name ?? 'leases, statement level',
    fill: async (count) => {
      if (!options.backlog) return under.fill(count);
      // Queued once: filling a million again for each measurement would take longer than all of them.
      if (readyMeasurements === 0) {
        await under.clear();
        await under.fill(options.backlog + MEASUREMENTS * count, MEASUREMENTS * count);
        readyMeasurements = MEASUREMENTS;
      }
      readyMeasurements -= 1;
    },
    clear: () => (options.backlog ? under.clearDone() : under.clear()),
    work: async (count, onDone) => {
      let isStopped = false;
      const loops = (await under.agents(count)).map(async (agent) => {
        while (!isStopped) {
          let leased = await lease(agent, 500);
          while (leased) {
            // As agents do: the next task is asked for with the result of the last.
            const { found } = await desk.settle(
              resultOf(agent, leased.leaseId),
              isStopped ? null : wishOf(agent),
            );
            onDone();
            leased = found?.kind === 'leases' ? (found.leases[0] ?? null) : null;
          }
        }
      });
      return {
        stop: async () => {
          isStopped = true;
          await Promise.all(loops);
        },
      };
    },
    idle: async () => {
      let isStopped = false;
      const waiting = new Map<string, (beganAt: number) => void>();
      const loops = (await under.agents(8)).map(async (agent) => {
        while (!isStopped) {
          const leased = await lease(agent, 1_000);
          if (!leased) continue;
          waiting.get(leased.brief.id)?.(performance.now());
          await desk.settle(resultOf(agent, leased.leaseId));
        }
      });
      return {
        stop: async () => {
          isStopped = true;
          await Promise.all(loops);
        },
        enqueue: async () => {
          const taskId = newId();
          const began = new Promise<number>((resolve) => waiting.set(taskId, resolve));
          await enqueue(under, { taskIds: [taskId], tenantId: DEFAULT_TENANT_ID });
          const queuedAt = performance.now();
          return { queuedAt, beganAt: await began };
        },
      };
    },
    close: async () => undefined,
  };
}

/** Queues legs of one run as the orchestrator's event would. */
export async function enqueue(
  under: ExecutionUnderTest,
  { taskIds, tenantId }: { taskIds: readonly string[]; tenantId: string },
): Promise<void> {
  const call = under.call();
  await call.db.transaction(call, (tx) =>
    enqueueLegs(tx, {
      runId: newId(),
      ownerId: tenantId,
      tenantId,
      inputs: { exampleKey: 'e', footageKey: 'f' },
      exampleDescriptor: {},
      footageDescriptor: {},
      legs: taskIds.map((taskId) => ({
        taskId,
        role: 'candidate',
        providerId: 'bench',
        workflowId: WORKFLOW,
        workflowDigest: DIGEST,
        effectTypeId: 'bench',
        promptVariantId: 'bench',
        parameters: {},
        excerpt: null,
        workUnits: 3,
        budgetContext: 'benchmark',
      })),
    }),
  );
}
