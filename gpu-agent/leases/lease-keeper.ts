import type { Logger } from 'pino';
import type { PreviewSender } from '../studio/preview-sender.ts';
import type { Lease, StudioClient } from '../studio/studio-client.ts';

/** Why work on a lease stops before its end. */
export type StopReason =
  /** Another machine may have it; nothing is to be reported. */
  | 'lost'
  /** The run was cancelled. */
  | 'cancelled'
  /** This agent is stopping and hands the task back. */
  | 'handedBack';

/** Longest time between two renewals: a cancel is learnt, and progress is seen, within it. */
const MOST_BETWEEN_MS = 1_000;

/**
 * Keeps one lease alive and reports progress; `signal` tells the runner to stop. A renewal that the network
 * loses is made up for by the next: work goes on until the studio itself says that the lease is gone.
 */
export class LeaseKeeper {
  readonly #client: StudioClient;
  readonly #lease: Lease;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #reason: StopReason | null = null;
  #progress = 0;
  #sequence = 0;
  #timer: NodeJS.Timeout | null = null;
  #isEnded = false;
  #previews: PreviewSender | null = null;

  constructor(client: StudioClient, lease: Lease, log: Logger) {
    this.#client = client;
    this.#lease = lease;
    this.#log = log;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Null while the work goes on. */
  get stopReason(): StopReason | null {
    return this.#reason;
  }

  start(): void {
    // At a third of its life: two renewals may be lost before the lease is offered to somebody else.
    const everyMs = Math.min(this.#lease.ttlMs / 3, MOST_BETWEEN_MS);
    this.#timer = setTimeout(() => void this.#renew(everyMs), everyMs);
  }

  /** Share done, 0 to 1; told with the next renewal. */
  report(progress: number): void {
    this.#progress = Math.max(this.#progress, Math.min(1, progress));
  }

  /** From now on pictures of the work are sent when the studio asks for one. */
  sendPreviews(previews: PreviewSender): void {
    this.#previews = previews;
  }

  /** Tells the runner to stop because this agent stops. */
  handBack(): void {
    this.#end('handedBack');
  }

  /** No more renewals: the task is settled. */
  close(): void {
    this.#isEnded = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #renew(everyMs: number): Promise<void> {
    this.#sequence += 1;
    try {
      const { leaseId } = this.#lease;
      const preview = this.#previews?.takeClaim() ?? null;
      const report = { leaseId, progress: this.#progress, sequence: this.#sequence, preview };
      const renewal = await this.#client.renew(report);
      if (this.#isEnded) return;
      if (renewal.state !== 'held') {
        this.#end(renewal.state === 'cancelled' ? 'cancelled' : 'lost');
        // A cancelled lease needs no renewal, a lost one cannot have any.
        return;
      }
      // Renewals do not wait for pictures.
      if (renewal.previewUrl !== null) void this.#previews?.wanted(renewal.previewUrl);
    } catch (error) {
      this.#log.warn({ err: error }, 'a renewal did not arrive; working on');
    }
    if (!this.#isEnded) this.#timer = setTimeout(() => void this.#renew(everyMs), everyMs);
  }

  #end(reason: StopReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#stop.abort(new Error(reason));
  }
}
