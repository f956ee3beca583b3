import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  AgentRegistration,
  CompletionAnswer,
  FailureReport,
  Lease,
  NextWish,
  OutputReport,
  Renewal,
  RenewalReport,
  StudioClient,
} from '@effect-studio/gpu-agent/studio/studio-client';
import type { Random } from '../random.ts';

/** Of ten completions, about one is troubled: half of them come twice at once, half after their lease has run out. */
const TROUBLED_SHARE = 0.1;

/** A client of the studio that repeats some completions and holds others back, and writes down what was acknowledged. */
export class TroubledClient implements StudioClient {
  readonly #studio: StudioClient;
  readonly #random: Random;
  readonly #journal: string;
  /** Leases that are not renewed any more, because their completion is held back. */
  readonly #muted = new Set<string>();

  /** @param journal file that outlives the process: one line of JSON per acknowledged completion */
  constructor(studio: StudioClient, random: Random, journal: string) {
    this.#studio = studio;
    this.#random = random;
    this.#journal = journal;
  }

  register(registration: AgentRegistration & { startupMs: number | null }): Promise<string> {
    return this.#studio.register(registration);
  }

  lease(
    wish: { agentId: string; limit: number; waitMs: number },
    signal: AbortSignal,
  ): Promise<Lease[] | 'unknownAgent'> {
    return this.#studio.lease(wish, signal);
  }

  async renew(report: RenewalReport): Promise<Renewal> {
    const isMuted = this.#muted.has(report.leaseId);
    return isMuted ? { state: 'held', previewUrl: null } : this.#studio.renew(report);
  }

  async complete(report: OutputReport, next: NextWish | null): Promise<CompletionAnswer> {
    if (!this.#random.chance(TROUBLED_SHARE)) return this.#acknowledged(report, 'plain', next);
    if (this.#random.chance(0.5)) {
      const twice = [this.#acknowledged(report, 'twice', next), this.#acknowledged(report, 'twice', null)];
      const [first] = await Promise.all(twice);
      return first!;
    }
    this.#muted.add(report.leaseId);
    await wait(DELAY_MS);
    return this.#acknowledged(report, 'delayed', next);
  }

  fail(report: FailureReport): Promise<'accepted' | 'stale'> {
    return this.#studio.fail(report);
  }

  reportPresence(presence: {
    agentId: string;
    freeCapacity: number;
  }): Promise<'heard' | 'deaf' | 'unknownAgent'> {
    return this.#studio.reportPresence(presence);
  }

  drain(agentId: string): Promise<void> {
    return this.#studio.drain(agentId);
  }

  async #acknowledged(report: OutputReport, how: string, next: NextWish | null): Promise<CompletionAnswer> {
    const answer = await this.#studio.complete(report, next);
    const line = { leaseId: report.leaseId, how, answer: answer.kind };
    appendFileSync(this.#journal, `${JSON.stringify(line)}\n`);
    return answer;
  }
}

/** Life of a lease in these runs, in milliseconds; short, so that much happens. */
export const CHAOS_TTL_MS = 3_000;
const DELAY_MS = 1.5 * CHAOS_TTL_MS;
