import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type ContextServices, callContext, systemCaller } from '../context.ts';
import { REDIS_KEYS } from '../redis.ts';
import { JobExecutor } from './job-executor.ts';
import type { JobHandler } from './job-handler.ts';
import { type JobStatements, jobStatements } from './job-statements.ts';
import { ensureTurns } from './recurring.ts';

const SWEEP_MS = 500;
const DEFAULT_CONCURRENCY = 2;

/** Name of a context's BullMQ queue. */
export const queueName = (context: string): string => `jobs-${context}`;

export interface JobRunnerOptions {
  services: ContextServices;
  handlers: readonly JobHandler[];
  /** Makes a connection that may block. */
  openRedis: () => Redis;
  /** Jobs of this context run at the same time, default 2. */
  concurrency?: number;
}

/**
 * Runs a context's jobs. The rows are the truth; BullMQ wakes and bounds the work, and a sweeper finds
 * what Redis lost, what is due by the studio's clock, and what a dead process left locked.
 */
export class JobRunner {
  readonly #services: ContextServices;
  readonly #executor: JobExecutor;
  readonly #statements: JobStatements;
  readonly #options: JobRunnerOptions;
  readonly #runningHere = new Set<Promise<void>>();
  #redis: Redis | null = null;
  #wasReady = false;
  #queue: Queue | null = null;
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;
  #hasTurns = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#services = options.services;
    this.#executor = new JobExecutor(options.services, options.handlers);
    this.#statements = jobStatements(options.services.context);
  }

  get #concurrency(): number {
    return this.#options.concurrency ?? DEFAULT_CONCURRENCY;
  }

  start(): void {
    const name = queueName(this.#services.context);
    this.#redis = this.#options.openRedis();
    this.#queue = new Queue(name, { connection: this.#redis, prefix: REDIS_KEYS.bullPrefix });
    this.#worker = new Worker(name, (job: Job<{ id: string }>) => this.#executor.run(job.data.id), {
      connection: this.#options.openRedis(),
      prefix: REDIS_KEYS.bullPrefix,
      concurrency: this.#concurrency,
    });
    // BullMQ reconnects by itself; without a listener an error would end the process.
    this.#queue.on('error', () => undefined);
    this.#worker.on('error', () => undefined);
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweep();
  }

  /** Looks for due and abandoned jobs now; also called when the test clock jumps. */
  sweep(): void {
    this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => this.#services.log.debug({ err: error }, 'a sweep failed'))
      .finally(() => {
        this.#sweeping = null;
      });
  }

  /** Takes no more work; what runs ends or is handed back, within six seconds. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    const hasEnded = await this.#executor.stop();
    // Waits for what is under way unless forced.
    await this.#worker?.close(!hasEnded);
    await this.#sweeping;
    await Promise.all(this.#runningHere);
    await this.#queue?.close();
  }

  async #sweep(): Promise<void> {
    if (!this.#hasTurns) await ensureTurns(this.#services, this.#options.handlers);
    this.#hasTurns = true;
    const ctx = callContext(this.#services, { caller: systemCaller() });
    const due = await ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(this.#statements.releaseAbandoned, [tx.now]);
      return tx.rows<{ id: string; attempts: number }>(this.#statements.due, [
        tx.now,
        ...this.#executor.knownAt(tx.now),
      ]);
    });
    if (due.length === 0 || !this.#queue) return;
    if (this.#isRedisLost()) this.#runHere(due.map(({ id }) => id));
    else await this.#queue.addBulk(due.map(({ id, attempts }) => wakeUp(id, attempts)));
  }

  /** Connected once, and now not: nobody would be woken until it is back. */
  #isRedisLost(): boolean {
    const isReady = this.#redis?.status === 'ready';
    this.#wasReady ||= isReady;
    return this.#wasReady && !isReady;
  }

  /** Time goes on without Redis: jobs run without being woken, as many at a time as ever. A job that runs is not claimed twice. */
  #runHere(ids: readonly string[]): void {
    for (const id of ids.slice(0, this.#concurrency - this.#runningHere.size)) {
      const run = this.#executor
        .run(id)
        .catch((error: unknown) => this.#services.log.debug({ err: error }, 'an attempt failed'))
        .finally(() => this.#runningHere.delete(run));
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
