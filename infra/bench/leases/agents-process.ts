import { CompleteTaskDocument, LeaseTasksDocument } from '@effect-studio/schema/generated/client';
import { Pool } from 'undici';
import { z } from 'zod';

/** What the bench asks of this process: these agents work until it says `stop`. */
const order = z.object({
  port: z.int(),
  agents: z.array(z.object({ id: z.string(), token: z.string() })),
  output: z.object({ sha256: z.string(), sizeBytes: z.int() }),
});

/** How often it is told how many tasks were acknowledged since, in milliseconds. */
const TELL_EVERY_MS = 10;

interface Lease {
  leaseId: string;
}
interface LeaseAnswer {
  leaseTasks: { leases: Lease[] };
}
interface CompletionAnswer {
  completeTask: { __typename: string; next: Lease[] };
}

/**
 * Agents over HTTP in a process of their own, as machines are: lease, complete with the next lease, and so on. Says
 * how many completions were acknowledged, and `stopped` when all agents rest.
 */
process.on('message', (message) => {
  if (message === 'stop') stopping.abort();
  else void work(order.parse(message));
});
process.on('disconnect', () => process.exit(0));
let stopping = new AbortController();

async function work({ port, agents, output }: z.infer<typeof order>): Promise<void> {
  stopping = new AbortController();
  const { signal } = stopping;
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: agents.length, pipelining: 1 });
  let done = 0;
  const tell = (): void => {
    if (done > 0) process.send?.({ done });
    done = 0;
  };
  const telling = setInterval(tell, TELL_EVERY_MS);
  const ask = async <Data>(token: string, query: string, input: object): Promise<Data> => {
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-studio-client': 'gpu-agent',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const answer = (await body.json()) as { data: Data; errors?: { message: string }[] };
    if (answer.errors) throw new Error(answer.errors[0]!.message);
    return answer.data;
  };
  await Promise.all(
    agents.map(async ({ id, token }) => {
      while (!signal.aborted) {
        const wish = { agentId: id, limit: 1 };
        const { leaseTasks } = await ask<LeaseAnswer>(token, LeaseTasksDocument.toString(), {
          ...wish,
          waitMs: 500,
        });
        let leases = leaseTasks.leases;
        while (leases[0]) {
          const { completeTask } = await ask<CompletionAnswer>(token, CompleteTaskDocument.toString(), {
            leaseId: leases[0].leaseId,
            ...output,
            busyMs: 1,
            next: signal.aborted ? null : wish,
            idempotencyKey: crypto.randomUUID(),
          });
          if (completeTask.__typename !== 'TaskCompletion') throw new Error(completeTask.__typename);
          done += 1;
          leases = completeTask.next;
        }
      }
    }),
  );
  clearInterval(telling);
  tell();
  await pool.close();
  process.send?.('stopped');
}
