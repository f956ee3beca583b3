import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { REDIS_KEYS } from '../process/redis.ts';
import type { JobHandler } from './job-handler.ts';

const DEFAULT_CONCURRENCY = 2;

/** Name of the BullMQ queue of a context's jobs. @param lane absent: the jobs that name none */
export const queueName = (context: string, lane?: string): string =>
  lane ? `jobs-${context}-${lane}` : `jobs-${context}`;

export interface JobLaneOptions {
  context: string;
  /** Absent: the lane of the jobs that name none. */
  lane: string | undefined;
  /** Jobs that run at the same time, default 2. */
  concurrency: number | undefined;
  handlers: readonly JobHandler[];
  /** Runs one attempt of one job. */
  run: (id: string) => Promise<void>;
  /** Makes a connection that may block. */
  openRedis: () => Redis;
}

/** Workers of some kinds of a context's jobs, woken by a BullMQ queue of their own. */
export class JobLane {
  readonly lane: string | undefined;
  readonly kinds: readonly string[];
  readonly #concurrency: number;
  readonly #run: (id: string) => Promise<void>;
  readonly #runningHere = new Set<Promise<void>>();
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #worker: Worker;
  #wasReady = false;

  constructor({ context, lane, concurrency, handlers, run, openRedis }: JobLaneOptions) {
    this.lane = lane;
    this.kinds = handlers.map(({ kind }) => kind);
    this.#concurrency = concurrency ?? DEFAULT_CONCURRENCY;
    this.#run = run;
    const name = queueName(context, lane);
    this.#redis = openRedis();
    this.#queue = new Queue(name, { connection: this.#redis, prefix: REDIS_KEYS.bullPrefix });
    this.#worker = new Worker(name, (job: Job<{ id: string }>) => run(job.data.id), {
      connection: openRedis(),
      prefix: REDIS_KEYS.bullPrefix,
      concurrency: this.#concurrency,
    });
    // BullMQ reconnects by itself; without a listener an error would end the process.
    this.#queue.on('error', () => undefined);
    this.#worker.on('error', () => undefined);
  }

  /** Has due jobs run: by whoever is woken first, or, without Redis, here. */
  async wake(due: readonly { id: string; attempts: number }[]): Promise<void> {
    if (due.length === 0) return;
    if (this.#isRedisLost()) this.#runHere(due.map(({ id }) => id));
    else await this.#queue.addBulk(due.map(({ id, attempts }) => wakeUp(id, attempts)));
  }

  /** @param isForced does not wait for what is under way */
  async stopWorker(isForced: boolean): Promise<void> {
    await this.#worker.close(isForced);
  }

  /** After the last wake. */
  async close(): Promise<void> {
    await Promise.all(this.#runningHere);
    await this.#queue.close();
  }

  /** Connected once, and now not: nobody would be woken until it is back. */
  #isRedisLost(): boolean {
    const isReady = this.#redis.status === 'ready';
    this.#wasReady ||= isReady;
    return this.#wasReady && !isReady;
  }

  /** Time goes on without Redis: jobs run without being woken, as many at a time as ever. A job that runs is not claimed twice. */
  #runHere(ids: readonly string[]): void {
    for (const id of ids.slice(0, this.#concurrency - this.#runningHere.size)) {
      const run = this.#run(id).finally(() => this.#runningHere.delete(run));
      this.#runningHere.add(run);
    }
  }
}

/** BullMQ's wake-up call for one attempt of a job; the same attempt is queued once. */
export function wakeUp(id: string, attempts: number): { name: string; data: { id: string }; opts: object } {
  return {
    name: 'run',
    data: { id },
    opts: { jobId: `${id}-${attempts}`, removeOnComplete: true, removeOnFail: true },
  };
}
