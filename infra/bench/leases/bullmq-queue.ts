import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueUnderTest } from './queue-under-test.ts';

const QUEUE = 'bench';
const PREFIXES = { default: '{bench}', durable: '{bench-durable}' };

/**
 * BullMQ with one worker of the given concurrency, which fetches the next job with each completion. As it comes, Redis
 * syncs its file each second: what was acknowledged can be lost. `durable`: Redis syncs before it answers, as
 * PostgreSQL does.
 */
export async function bullmqQueue(
  redisUrl: string,
  mode: 'default' | 'durable' = 'default',
): Promise<QueueUnderTest> {
  const connections: Redis[] = [];
  const connect = () => {
    const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
    connection.on('error', () => undefined);
    connections.push(connection);
    return connection;
  };
  const admin = connect();
  const sync = (when: 'always' | 'everysec') => admin.config('SET', 'appendfsync', when);
  const queue = new Queue(QUEUE, { connection: connect(), prefix: PREFIXES[mode] });
  queue.on('error', () => undefined);
  const start = async (concurrency: number, work: (n: number) => void) => {
    const worker = new Worker<{ n: number }>(QUEUE, async (job) => work(job.data.n), {
      connection: connect(),
      prefix: PREFIXES[mode],
      concurrency,
    });
    worker.on('error', () => undefined);
    await worker.waitUntilReady();
    return worker;
  };
  return {
    name: mode === 'durable' ? 'BullMQ, durable' : 'BullMQ',
    fill: async (count) => {
      await sync('everysec');
      for (let from = 0; from < count; from += 1_000) {
        const batch = Array.from({ length: Math.min(1_000, count - from) }, (_, n) => ({
          name: 'job',
          data: { n: from + n },
          opts: { removeOnComplete: true },
        }));
        await queue.addBulk(batch);
      }
      await sync(mode === 'durable' ? 'always' : 'everysec');
    },
    clear: async () => {
      await queue.obliterate({ force: true });
      await sync('everysec');
    },
    work: async (agents, onDone) => {
      const worker = await start(agents, () => undefined);
      // Counted when Redis has acknowledged the completion, as with the others.
      worker.on('completed', onDone);
      return { stop: () => worker.close(true) };
    },
    idle: async () => {
      await sync(mode === 'durable' ? 'always' : 'everysec');
      const waiting = new Map<number, (beganAt: number) => void>();
      const worker = await start(8, (n) => waiting.get(n)?.(performance.now()));
      let n = 0;
      return {
        stop: async () => {
          await worker.close(true);
          await sync('everysec');
        },
        enqueue: async () => {
          n += 1;
          const began = new Promise<number>((resolve) => waiting.set(n, resolve));
          await queue.add('job', { n }, { removeOnComplete: true });
          const queuedAt = performance.now();
          return { queuedAt, beganAt: await began };
        },
      };
    },
    close: async () => {
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}
