import type { Logger } from 'pino';
import type { AgentState } from '../health/agent-health.ts';
import type { Accelerator } from '../runners/runner.ts';
import { reportPresence } from '../studio/presence.ts';
import type { AgentRegistration, Lease, NextWish } from '../studio/studio-client.ts';
import { keptFolder } from '../work-folder.ts';
import { resumeHandIns } from './hand-in.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { OutputShelf } from './output-shelf.ts';
import { backoffMs, PermanentFailure, pause, retry } from './retry.ts';
import { type LeaseWork, runLease } from './run-lease.ts';

export interface AgentLoopOptions extends Omit<LeaseWork, 'giveUp' | 'nextWish' | 'shelf' | 'takeNext'> {
  /** Who the machine is; what it can do is the runners' to say, each time that it registers. */
  registration: Omit<AgentRegistration, 'capabilities' | 'workflows' | 'concurrency' | keyof Accelerator>;
  /** Why the agent should take no work now, such as a full disk; null: it may. */
  hindrance?: (() => Promise<string | null>) | undefined;
  /** Milliseconds until the reason not to take work is looked at again, default 5,000. */
  hinderedMs?: number;
  /** Tasks worked on at the same time. */
  concurrency: number;
  /** Longest wait of one poll, in milliseconds, default 20,000. */
  waitMs?: number;
  /** Milliseconds between two reports of presence, default 20,000. */
  presenceMs?: number;
}

const DEFAULT_WAIT_MS = 20_000;
const LAST_MS = 500;
const DEFAULT_HINDERED_MS = 5_000;

/** Leases, runs, reports; until it is told to drain. */
export class AgentLoop {
  readonly #options: AgentLoopOptions;
  readonly #log: Logger;
  readonly #draining = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #running = new Map<string, { keeper: LeaseKeeper; done: Promise<void> }>();
  readonly #shelf: OutputShelf;
  #agentId: string | null = null;
  /** Of the poll that is under way. */
  #polling = new AbortController();
  #hasRegistered = false;
  #hindrance: string | null = null;
  /** By the monotonic clock, in milliseconds; null while no poll is under way. */
  #pollSince: number | null = null;
  #answeredAt: number | null = null;
  #leased = 0;
  #pollFailures = 0;

  constructor(options: AgentLoopOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#shelf = new OutputShelf(keptFolder(options.workDir));
  }

  /** Null until registered. */
  get agentId(): string | null {
    return this.#agentId;
  }

  /** How it stands now, for whoever watches the machine. */
  get state(): AgentState {
    const now = performance.now();
    return {
      agentId: this.#agentId,
      running: this.#running.size,
      concurrency: this.#options.concurrency,
      hindrance: this.#hindrance,
      isDraining: this.#draining.signal.aborted,
      pollAgeMs: this.#pollSince === null ? null : now - this.#pollSince,
      answerAgeMs: this.#answeredAt === null ? null : now - this.#answeredAt,
      leased: this.#leased,
      pollFailures: this.#pollFailures,
    };
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /**
   * Runs until drained. A studio that does not answer is tried again and again.
   * @throws PermanentFailure when the studio refuses this agent
   */
  async run(): Promise<void> {
    await resumeHandIns({ ...this.#options, shelf: this.#shelf }, this.#draining.signal);
    const stopReporting = this.#reportPresence();
    try {
      await this.#takeWork();
    } finally {
      stopReporting();
    }
    await this.#allDone();
  }

  async #takeWork(): Promise<void> {
    let failures = 0;
    while (!this.#draining.signal.aborted) {
      try {
        if (await this.#mayWork()) {
          this.#agentId ??= await this.#register();
          await this.#leaseOnce(this.#agentId);
        } else {
          await pause(this.#options.hinderedMs ?? DEFAULT_HINDERED_MS, this.#draining.signal);
        }
        failures = 0;
      } catch (error) {
        if (this.#draining.signal.aborted) break;
        if (error instanceof PermanentFailure) throw error;
        failures += 1;
        this.#pollFailures += 1;
        this.#log.warn({ err: error, failures }, 'the studio did not answer; trying again');
        await pause(backoffMs(failures), this.#draining.signal);
      }
    }
  }

  #reportPresence(): () => void {
    const agent = {
      agentId: () => this.#agentId,
      freeCapacity: () => Math.max(0, this.#options.concurrency - this.#running.size),
      wake: (reason: 'deaf' | 'unknownAgent') => {
        this.#log.warn({ reason }, 'the poll for work hangs; asking anew');
        if (reason === 'unknownAgent') this.#agentId = null;
        this.#polling.abort(new Error(`the poll hung: ${reason}`));
      },
    };
    return reportPresence(this.#options.client, agent, this.#log, this.#options.presenceMs);
  }

  /**
   * Takes no more work; lets running tasks end within `finishMs`, then hands them back, and gives up
   * on what is still unreported after another `reportMs`.
   */
  async drain(finishMs: number, reportMs: number): Promise<void> {
    this.#draining.abort(new Error('draining'));
    const goodbye = this.#agentId ? this.#options.client.drain(this.#agentId) : Promise.resolve();
    goodbye.catch((error: unknown) => this.#log.warn({ err: error }, 'the studio was not told of the drain'));
    await Promise.race([this.#allDone(), pause(finishMs)]);
    for (const { keeper } of this.#running.values()) keeper.handBack();
    await Promise.race([this.#allDone(), pause(reportMs)]);
    this.#giveUp.abort(new Error('stopping'));
    // A runner that does not stop must not keep the process.
    await Promise.race([Promise.allSettled([this.#allDone(), goodbye]), pause(LAST_MS)]);
  }

  /** Whether there is something that this machine can do now, and room to do it. */
  async #mayWork(): Promise<boolean> {
    const { runners, hindrance } = this.#options;
    const isChanged = await runners.refresh();
    // A registration ends the leases of the one before, so those that run are finished first.
    if (isChanged && this.#agentId) {
      this.#log.info(
        { workflows: runners.offers().length },
        'this machine can do other work now; registering again',
      );
      await this.#allDone();
      this.#agentId = null;
    }
    const reason = runners.offers().length === 0 ? 'no runner can work now' : ((await hindrance?.()) ?? null);
    if (reason && reason !== this.#hindrance) this.#log.warn({ reason }, 'taking no work');
    if (!reason && this.#hindrance) this.#log.info('taking work again');
    this.#hindrance = reason;
    return reason === null;
  }

  #register(): Promise<string> {
    const { client, runners } = this.#options;
    // From the start of this process; a later registration of it has no start-up of its own.
    const startupMs = this.#hasRegistered ? null : Math.round(performance.now());
    const registration = {
      ...this.#options.registration,
      ...runners.accelerator,
      capabilities: runners.capabilities,
      workflows: runners.offers(),
      concurrency: this.#options.concurrency,
      startupMs,
    };
    this.#hasRegistered = true;
    return retry(() => client.register(registration), {
      signal: this.#draining.signal,
      onFailure: (error, attempt) =>
        this.#log.warn({ err: error, attempt }, 'registering failed; trying again'),
    });
  }

  async #leaseOnce(agentId: string): Promise<void> {
    const limit = this.#options.concurrency - this.#running.size;
    if (limit <= 0) {
      await Promise.race([...this.#running.values()].map((task) => task.done));
      return;
    }
    const waitMs = this.#options.waitMs ?? DEFAULT_WAIT_MS;
    this.#polling = new AbortController();
    const signal = AbortSignal.any([this.#draining.signal, this.#polling.signal]);
    this.#pollSince = performance.now();
    const leases = await this.#options.client
      .lease({ agentId, limit, waitMs }, signal)
      .finally(() => (this.#pollSince = null));
    this.#answeredAt = performance.now();
    if (leases === 'unknownAgent') {
      this.#log.warn('the studio does not know this agent any more; registering again');
      this.#agentId = null;
      return;
    }
    for (const lease of leases) this.#begin(lease);
  }

  #begin(lease: Lease): void {
    const log = this.#log.child({
      correlationId: lease.correlationId,
      taskId: lease.taskId,
      leaseId: lease.leaseId,
      workflowId: lease.workflowId,
    });
    this.#leased += 1;
    log.info({ epoch: lease.epoch, workUnits: lease.workUnits }, 'task leased');
    const keeper = new LeaseKeeper(this.#options.client, lease, log);
    const work = {
      ...this.#options,
      log,
      shelf: this.#shelf,
      giveUp: this.#giveUp.signal,
      nextWish: () => this.#nextWish(),
      takeNext: (leases: readonly Lease[]) => this.#takeNext(leases),
    };
    const done = runLease(lease, keeper, work).finally(() => this.#running.delete(lease.leaseId));
    this.#running.set(lease.leaseId, { keeper, done });
  }

  /** The place of a task that is done is free for one more. */
  #nextWish(): NextWish | null {
    if (this.#draining.signal.aborted || !this.#agentId) return null;
    return { agentId: this.#agentId, limit: 1 };
  }

  #takeNext(leases: readonly Lease[]): void {
    for (const lease of leases) {
      this.#begin(lease);
      // Leased while the drain began: somebody else may do it.
      if (this.#draining.signal.aborted) this.#running.get(lease.leaseId)?.keeper.handBack();
    }
  }

  async #allDone(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map((task) => task.done));
  }
}
