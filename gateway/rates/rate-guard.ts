import { requestsRefused } from '@effect-studio/kernel/observation/metrics';
import type { Audience } from '@effect-studio/schema/audiences/audience';
import type { Logger } from 'pino';
import type { OperationRefusal } from '../execution/operation-gate.ts';
import { refusal } from '../execution/refusals.ts';
import type { RequestScope } from '../execution/request-scope.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { TierUse } from './field-tiers.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';
import type { RateTierName } from './rate-tier.ts';

/** Somebody without an address is inside. */
const INSIDE = 'inside';
const DAY_MS = 86_400_000;
/** Batches of one session: a page sends one every five seconds at most. */
const PAGE_SPANS = { limit: 60, periodMs: 60_000 };

/** Counts requests by their tiers, and says in each transport's way when there were too many. */
export class RateGuard {
  readonly #limiter: RateLimiter;
  readonly #log: Logger;

  constructor(limiter: RateLimiter, log: Logger) {
    this.#limiter = limiter;
    this.#log = log;
  }

  /**
   * Counts a request before anything is done about it: people and partners by tenant, visitors by network address.
   * Agents are bounded by their leases. Without Redis requests pass: the studio is not shut for want of a count.
   */
  enter(
    audience: Audience | 'internal',
    { caller, address, quota }: RequestScope,
  ): Promise<OperationRefusal | null> | null {
    if (audience === 'agent' || audience === 'internal') return null;
    const subject = audience === 'public' ? `address:${address ?? INSIDE}` : `tenant:${caller.tenantId}`;
    // Most requests need not wait for anything.
    if (!quota && this.#limiter.takeAtHand('standard', subject)) return null;
    return this.#count(subject, quota);
  }

  async #count(subject: string, quota: RequestScope['quota']): Promise<OperationRefusal | null> {
    try {
      const tooMuch = refusedBy('standard', await this.#limiter.takeOften('standard', subject));
      if (tooMuch || !quota) return tooMuch;
      const tier = { limit: quota.perDay, periodMs: DAY_MS };
      return refusedBy('quota', await this.#limiter.takeOf('quota', tier, `client:${quota.clientId}`));
    } catch (error) {
      this.#log.warn({ err: error }, 'requests are not counted');
      return null;
    }
  }

  /** Counts fields of a tier of their own, for the caller and for the address that they come from. */
  async spend(uses: readonly TierUse[], { caller, address }: RequestScope): Promise<OperationRefusal | null> {
    for (const { tier, count } of uses) {
      const subjects = [`caller:${caller.subjectId ?? caller.tenantId}`];
      if (tier === 'critical' && address) subjects.push(`address:${address}`);
      for (const subject of subjects) {
        const refused = refusedBy(tier, await this.#limiter.take(tier, subject, count));
        if (refused) return refused;
      }
    }
    return null;
  }

  /** Counts an attempt to sign in, or one that failed to get a token. @throws HttpRefusal 429 */
  async countSignIn(address: string): Promise<void> {
    const verdict = await this.#limiter.take('auth', `address:${address}`);
    if (verdict.isAllowed) return;
    const { retryAfterSeconds, limit } = verdict;
    requestsRefused.inc({ reason: 'rate', tier: 'auth' });
    throw new HttpRefusal(
      429,
      'RATE_LIMITED',
      `There were more than ${limit} attempts from your network within a minute. Try again in ${retryAfterSeconds} s.`,
      { limit, retryAfterSeconds },
      { 'retry-after': String(retryAfterSeconds) },
    );
  }

  /** Counts a batch of spans of a page. @throws HttpRefusal 429 */
  async countPageSpans(sessionId: string): Promise<void> {
    const verdict = await this.#limiter.takeOf('page-spans', PAGE_SPANS, `session:${sessionId}`);
    if (verdict.isAllowed) return;
    requestsRefused.inc({ reason: 'rate', tier: 'page-spans' });
    const { retryAfterSeconds } = verdict;
    throw new HttpRefusal(
      429,
      'RATE_LIMITED',
      'There were more batches of spans than a page has use for.',
      { retryAfterSeconds },
      { 'retry-after': String(retryAfterSeconds) },
    );
  }
}

function refusedBy(tier: RateTierName | 'quota', verdict: RateVerdict): OperationRefusal | null {
  if (verdict.isAllowed) return null;
  const { retryAfterSeconds, limit } = verdict;
  requestsRefused.inc({ reason: 'rate', tier });
  return refusal(
    429,
    'RATE_LIMITED',
    `There were more than ${limit} requests of the tier "${tier}". Try again in ${retryAfterSeconds} s.`,
    {
      headers: { 'retry-after': String(retryAfterSeconds) },
      extensions: { tier, limit, retryAfterSeconds, retryable: true },
    },
  );
}
