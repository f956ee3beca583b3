import type { CallContext } from '../context.ts';
import type { Transaction } from '../database.ts';

/** A piece of durable background work being run. */
export interface RunningJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Record<string, unknown>;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the process shuts down or the lock is lost. */
  readonly signal: AbortSignal;
  /** Ends the job in the given transaction, so that its effects and its end commit together. */
  complete(tx: Transaction): Promise<void>;
}

/**
 * Runs jobs of one kind, at least once. Slow work happens outside transactions; the effects go into one
 * transaction that also calls `job.complete(tx)`. A handler that returns without completing is completed.
 */
export interface JobHandler {
  readonly kind: string;
  /**
   * Jobs of a lane have workers of their own (`SubgraphDefinition.jobLanes` says how many), so that jobs which wait for other
   * machines do not hold up the rest. Default: those of the context.
   */
  readonly lane?: string;
  /** Longest time between two renewals of the lock, default 15 s; renewed while the handler runs. */
  readonly lockMs?: number;
  /**
   * Comes again so many milliseconds of studio time after each turn, one turn at a time however many processes.
   * A turn that fails for good leaves a dead letter, and the next one comes all the same.
   */
  readonly everyMs?: number;
  readonly run: (ctx: CallContext, job: RunningJob) => Promise<void>;
  /** Called in the transaction that writes the dead letter, to tell the world that it will not happen. */
  readonly onDead?: (
    tx: Transaction,
    job: Omit<RunningJob, 'complete' | 'signal'>,
    error: unknown,
  ) => Promise<void>;
}
