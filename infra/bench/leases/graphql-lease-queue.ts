import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { newId } from '@effect-studio/kernel/ids';
import type { Storage } from '@effect-studio/kernel/storage';
import { SubgraphExecution } from '@effect-studio/kernel/subgraph-execution';
import { CompleteTaskDocument, LeaseTasksDocument } from '@effect-studio/schema/generated/client';
import type { BenchAgent, ExecutionUnderTest } from './execution-under-test.ts';
import type { QueueUnderTest } from './queue-under-test.ts';

const OUTPUT = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(500, 7)]);
const SHA256 = createHash('sha256').update(OUTPUT).digest('hex');

interface Completion {
  __typename: string;
  next: { leaseId: string }[];
}

/**
 * Our leases through the agents' own documents: validation, authorization, resolvers, idempotent completion and
 * verification of the output included. Objects lie in memory, since no other queue here moves bytes, but URLs are signed.
 */
export function graphqlLeaseQueue(under: ExecutionUnderTest): QueueUnderTest {
  const execution = new SubgraphExecution(under.mounted);
  const storage = objectsInMemory(under.mounted.services.storage);
  const ask = async <Data>(agent: BenchAgent, query: string, input: object): Promise<Data> => {
    const { data, errors } = await execution.execute(
      { ...agent.ctx, storage, loaders: new Map() },
      { query, variables: { input } },
    );
    if (errors) throw new Error(errors[0]!.message);
    return data as Data;
  };
  const leaseDocument = LeaseTasksDocument.toString();
  const completeDocument = CompleteTaskDocument.toString();
  return {
    name: 'leases, GraphQL',
    fill: (count) => under.fill(count),
    clear: () => under.clear(),
    work: async (count, onDone) => {
      let isStopped = false;
      const loops = (await under.agents(count)).map(async (agent) => {
        while (!isStopped) {
          const { leaseTasks } = await ask<{ leaseTasks: { leases: { leaseId: string }[] } }>(
            agent,
            leaseDocument,
            { agentId: agent.id, limit: 1, waitMs: 500 },
          );
          let leases = leaseTasks.leases;
          while (leases[0]) {
            const { completeTask } = await ask<{ completeTask: Completion }>(agent, completeDocument, {
              leaseId: leases[0].leaseId,
              sha256: SHA256,
              sizeBytes: OUTPUT.length,
              busyMs: 1,
              next: isStopped ? null : { agentId: agent.id, limit: 1 },
              idempotencyKey: newId(),
            });
            if (completeTask.__typename !== 'TaskCompletion') throw new Error(completeTask.__typename);
            onDone();
            leases = completeTask.next;
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
    close: async () => undefined,
  };
}

/** A store in which every upload lies already; signing is the real one's. */
function objectsInMemory(real: Storage): Storage {
  const objects: Pick<Storage, 'head' | 'copy' | 'read' | 'remove'> = {
    head: async () => ({ sizeBytes: OUTPUT.length, contentType: 'video/mp4', etag: '' }),
    copy: async () => undefined,
    read: async () => Readable.from([OUTPUT]),
    remove: async () => undefined,
  };
  return new Proxy(real, {
    get: (target, name) => {
      if (name in objects) return objects[name as keyof typeof objects];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
