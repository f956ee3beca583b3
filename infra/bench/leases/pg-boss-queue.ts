import { PgBoss } from 'pg-boss';
import type { QueueUnderTest } from './queue-under-test.ts';

const QUEUE = 'jobs';

/** pg-boss, fetched and completed job by job without its polling interval, which would be measured otherwise. */
export async function pgBossQueue(connectionString: string): Promise<QueueUnderTest> {
  const boss = new PgBoss({ connectionString, max: 20, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(QUEUE);
  return {
    name: 'pg-boss',
    fill: async (count) => {
      await boss.insert(
        QUEUE,
        Array.from({ length: count }, () => ({ data: {} })),
      );
    },
    clear: async () => {
      await boss.deleteAllJobs(QUEUE);
    },
    work: async (agents, onDone) => {
      let isStopped = false;
      const loops = Array.from({ length: agents }, async () => {
        while (!isStopped) {
          const [job] = await boss.fetch(QUEUE);
          if (!job) return;
          await boss.complete(QUEUE, job.id);
          onDone();
        }
      });
      return {
        stop: async () => {
          isStopped = true;
          await Promise.all(loops);
        },
      };
    },
    close: () => boss.stop({ graceful: false }),
  };
}
