import type {
  AgentRegistration,
  CompletionAnswer,
  FailureReport,
  Lease,
  NextWish,
  OutputReport,
  PreviewClaim,
  Renewal,
  RenewalReport,
  StudioClient,
} from '../studio/studio-client.ts';

/** How a lease ended, as the studio was told. */
export type Ending = { kind: 'completed'; report: OutputReport } | { kind: 'failed'; report: FailureReport };

/** A studio in memory that keeps to the protocol: leases once, knows repetitions, and can be made to fail. */
export class FakeStudio implements StudioClient {
  readonly registrations: AgentRegistration[] = [];
  readonly endings = new Map<string, Ending>();
  readonly progress: number[] = [];
  /** Where pictures of works in progress are wanted; null: none is. */
  previewUrl: string | null = null;
  readonly previews: PreviewClaim[] = [];
  readonly cancelled = new Set<string>();
  readonly stale = new Set<string>();
  readonly limits: number[] = [];
  /** Errors thrown by the next calls of a method, first come first served. */
  readonly faults: Partial<Record<keyof StudioClient, Error[]>> = {};
  /** Answers of the next completions instead of acceptance. */
  readonly refusals: string[] = [];
  /** Whether completions are answered with more work. */
  givesNext = false;
  isDrained = false;
  /** Told of every call, before it is answered. */
  onCall: (method: keyof StudioClient) => void = () => undefined;
  knowsAgent = true;
  /** Polls that are under way get no answer any more, as on a connection of which only the agent's side is left. */
  polls: 'answered' | 'hanging' = 'answered';
  readonly presences: { agentId: string; freeCapacity: number }[] = [];
  #waiting: Lease[] = [];
  #listeners = new Set<() => void>();

  offer(...leases: Lease[]): void {
    this.#waiting.push(...leases);
    this.changed();
  }

  /** Resolves when the lease has ended. */
  async ended(leaseId: string): Promise<Ending> {
    return this.until(() => this.endings.get(leaseId));
  }

  /** Resolves with the first value that is not undefined or false. */
  async until<Value>(read: () => Value | undefined | false): Promise<Value> {
    for (;;) {
      const value = read();
      if (value !== undefined && value !== false) return value;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  async register(registration: AgentRegistration): Promise<string> {
    this.#fail('register');
    this.registrations.push(registration);
    this.knowsAgent = true;
    this.changed();
    return 'agent-1';
  }

  async lease(wish: { limit: number }, signal: AbortSignal): Promise<Lease[] | 'unknownAgent'> {
    this.#fail('lease');
    if (!this.knowsAgent) return 'unknownAgent';
    this.limits.push(wish.limit);
    this.changed();
    if (this.polls === 'hanging') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    const stopped = new Promise<true>((resolve) => signal.addEventListener('abort', () => resolve(true)));
    await Promise.race([stopped, this.until(() => this.#waiting.length > 0 || !this.knowsAgent)]);
    signal.throwIfAborted();
    return this.knowsAgent ? this.#waiting.splice(0, wish.limit) : 'unknownAgent';
  }

  /** Makes the studio forget the agent, as after a reset. */
  forgetAgent(): void {
    this.knowsAgent = false;
    this.changed();
  }

  async renew(report: RenewalReport): Promise<Renewal> {
    this.#fail('renew');
    this.progress.push(report.progress);
    if (report.preview) this.previews.push(report.preview);
    this.changed();
    if (this.stale.has(report.leaseId)) return { state: 'stale' };
    if (this.cancelled.has(report.leaseId)) return { state: 'cancelled' };
    return { state: 'held', previewUrl: this.previewUrl };
  }

  async complete(report: OutputReport, next: NextWish | null): Promise<CompletionAnswer> {
    this.#fail('complete');
    const cause = this.refusals.shift();
    if (cause) return { kind: 'refused', cause };
    if (this.stale.has(report.leaseId)) return { kind: 'stale' };
    this.#end(report.leaseId, { kind: 'completed', report });
    return { kind: 'accepted', next: next && this.givesNext ? this.#waiting.splice(0, next.limit) : [] };
  }

  async fail(report: FailureReport): Promise<'accepted' | 'stale'> {
    this.#fail('fail');
    this.#end(report.leaseId, { kind: 'failed', report });
    return 'accepted';
  }

  async reportPresence(presence: {
    agentId: string;
    freeCapacity: number;
  }): Promise<'heard' | 'deaf' | 'unknownAgent'> {
    this.#fail('reportPresence');
    this.presences.push(presence);
    this.changed();
    if (!this.knowsAgent) return 'unknownAgent';
    if (this.polls === 'answered') return 'heard';
    this.polls = 'answered';
    return 'deaf';
  }

  async drain(): Promise<void> {
    this.#fail('drain');
    this.isDrained = true;
    this.changed();
  }

  #end(leaseId: string, ending: Ending): void {
    if (!this.endings.has(leaseId)) this.endings.set(leaseId, ending);
    this.changed();
  }

  #fail(method: keyof StudioClient): void {
    this.onCall(method);
    const fault = this.faults[method]?.shift();
    if (fault) throw fault;
  }

  /** Something happened that the studio is not told of; whoever waits looks again. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
