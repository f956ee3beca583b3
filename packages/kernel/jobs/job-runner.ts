import type { Redis } from 'ioredis';
import { type ContextServices, callContext, systemCaller } from '../context.ts';
import { JobExecutor } from './job-executor.ts';
import type { JobHandler } from './job-handler.ts';
import { JobLane } from './job-lane.ts';
import { type JobStatements, jobStatements } from './job-statements.ts';
import { ensureTurns } from './recurring.ts';

const SWEEP_MS = 500;
/** Before any job: nothing that is due is left to others. */
const NEVER = new Date(0);

export interface JobRunnerOptions {
  services: ContextServices;
  handlers: readonly JobHandler[];
  /** Makes a connection that may block. */
  openRedis: () => Redis;
  /** Jobs of this context run at the same time, default 2; those of lanes have workers of their own. */
  concurrency?: number;
  /** The same for the lanes that handlers name, default 2. */
  lanes?: Readonly<Record<string, number>>;
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
  #lanes: readonly JobLane[] = [];
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;
  #hasTurns = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#services = options.services;
    this.#executor = new JobExecutor(options.services, options.handlers);
    this.#statements = jobStatements(options.services.context);
  }

  start(): void {
    const { handlers, concurrency, lanes = {}, openRedis } = this.#options;
    // The lane without a name is there whatever the handlers say: it has the kinds that nobody knows.
    const names = [...new Set([undefined, ...handlers.map(({ lane }) => lane)])];
    this.#lanes = names.map(
      (lane) =>
        new JobLane({
          context: this.#services.context,
          lane,
          concurrency: lane === undefined ? concurrency : lanes[lane],
          handlers: handlers.filter((handler) => handler.lane === lane),
          run: (id) => this.#run(id),
          openRedis,
        }),
    );
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
    await Promise.all(this.#lanes.map((lane) => lane.stopWorker(!hasEnded)));
    await this.#sweeping;
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  async #run(id: string): Promise<void> {
    await this.#executor
      .run(id)
      .catch((error: unknown) => this.#services.log.debug({ err: error }, 'an attempt failed'));
  }

  async #sweep(): Promise<void> {
    if (!this.#hasTurns) await ensureTurns(this.#services, this.#options.handlers);
    this.#hasTurns = true;
    const ctx = callContext(this.#services, { caller: systemCaller() });
    const due = await ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(this.#statements.releaseAbandoned, [tx.now]);
      const [, unknownBefore] = this.#executor.knownAt(tx.now);
      const found: { lane: JobLane; jobs: { id: string; attempts: number }[] }[] = [];
      // Each lane by itself: a backlog of one must not keep the others from being found.
      for (const lane of this.#lanes) {
        const before = lane.lane === undefined ? unknownBefore : NEVER;
        const jobs = await tx.rows<{ id: string; attempts: number }>(this.#statements.due, [
          tx.now,
          lane.kinds,
          before,
        ]);
        found.push({ lane, jobs });
      }
      return found;
    });
    for (const { lane, jobs } of due) await lane.wake(jobs);
  }
}
