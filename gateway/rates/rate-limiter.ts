import { createHash } from 'node:crypto';
import type { Redis, Result } from 'ioredis';
import { RATE_TIERS, type RateTier, type RateTierName, type RateTiers } from './rate-tier.ts';

/** Whether something may happen now; if not, after how many seconds it may. */
export type RateVerdict =
  | { isAllowed: true }
  | { isAllowed: false; retryAfterSeconds: number; limit: number };

/**
 * A sliding window made of two fixed ones, the earlier weighted by what still lies within the period: never more
 * than the limit in any period if requests come evenly, and never twice the limit at the seam.
 * KEYS[1] counter of the running window, KEYS[2] of the one before
 * ARGV[1] limit, ARGV[2] milliseconds of a window, ARGV[3] milliseconds gone of the running one, ARGV[4] how many
 * Answers 0 when they were counted, else the milliseconds until one more may be.
 */
const TAKE = `
local limit, period, gone, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = tonumber(redis.call('GET', KEYS[1]) or '0')
local before = tonumber(redis.call('GET', KEYS[2]) or '0')
local carried = before * (period - gone) / period
if carried + now + count <= limit then
  redis.call('INCRBY', KEYS[1], count)
  redis.call('PEXPIRE', KEYS[1], period * 2)
  return 0
end
-- When the earlier window fades enough; else when the running one does, after it has become the earlier.
if now + count <= limit and before > 0 then
  return math.max(1, math.ceil(period - gone - period * (limit - now - count) / before))
end
local room = limit - count
if now <= 0 or room < 0 then return period end
return math.max(1, math.ceil(period - gone + period * (1 - math.min(1, room / now))))`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    studioTakeRate(
      running: string,
      before: string,
      limit: number,
      periodMs: number,
      goneMs: number,
      count: number,
    ): Result<number, Context>;
  }
}

/** What a gateway fetches at once where single requests would ask Redis too often: so many make a tier's limit. */
const HANDFULS_PER_LIMIT = 50;
/** Subjects whose handfuls are remembered. */
const REMEMBERED = 10_000;

/** Counts what happens, in Redis and so over all gateways, in real time: the studio's test clock does not move it. */
export class RateLimiter {
  readonly #redis: Redis;
  readonly #tiers: RateTiers;
  readonly #handfuls = new Map<string, { left: number; until: number }>();
  readonly #fetching = new Map<string, Promise<boolean>>();

  constructor(redis: Redis, tiers: RateTiers = RATE_TIERS) {
    this.#redis = redis;
    this.#tiers = tiers;
    // Defined twice, it is the same command.
    redis.defineCommand('studioTakeRate', { numberOfKeys: 2, lua: TAKE });
  }

  /** @param subject whom it is counted for; only its hash is kept @param count default 1 */
  take(tier: RateTierName, subject: string, count = 1): Promise<RateVerdict> {
    return this.takeOf(tier, this.#tiers[tier], subject, count);
  }

  /** One of the permits of {@link takeOften} that are here already. @returns false when there is none: then ask for it */
  takeAtHand(tier: RateTierName, subject: string): boolean {
    const handful = this.#handfuls.get(`${tier}\0${subject}`);
    if (!handful || handful.left === 0 || Date.now() >= handful.until) return false;
    handful.left -= 1;
    return true;
  }

  /**
   * The same for what happens often: permits are fetched by the handful and used up here. Those that are not used
   * within the window are lost, so somebody with several gateways may be refused a little early, never late.
   */
  async takeOften(tier: RateTierName, subject: string): Promise<RateVerdict> {
    const { limit } = this.#tiers[tier];
    const size = Math.floor(limit / HANDFULS_PER_LIMIT);
    if (size < 2) return this.take(tier, subject);
    const key = `${tier}\0${subject}`;
    for (;;) {
      if (this.takeAtHand(tier, subject)) return { isAllowed: true };
      // Requests that come at once wait for one handful, instead of fetching one each.
      const fetching = this.#fetching.get(key) ?? this.#fetch(key, tier, subject, size);
      if (!(await fetching)) return this.take(tier, subject);
    }
  }

  /** @returns whether there was a whole handful left */
  #fetch(key: string, tier: RateTierName, subject: string, size: number): Promise<boolean> {
    const { periodMs } = this.#tiers[tier];
    const until = (Math.floor(Date.now() / periodMs) + 1) * periodMs;
    const fetching = this.takeOf(tier, this.#tiers[tier], subject, size)
      .then(({ isAllowed }) => {
        if (this.#handfuls.size > REMEMBERED) this.#handfuls.clear();
        if (isAllowed) this.#handfuls.set(key, { left: size, until });
        return isAllowed;
      })
      .finally(() => this.#fetching.delete(key));
    this.#fetching.set(key, fetching);
    return fetching;
  }

  /** The same by a limit of somebody's own. @param name of what is counted */
  async takeOf(
    name: string,
    { limit, periodMs }: RateTier,
    subject: string,
    count = 1,
  ): Promise<RateVerdict> {
    const now = Date.now();
    const window = Math.floor(now / periodMs);
    const digest = createHash('sha256').update(subject).digest('base64url').slice(0, 22);
    const keyOf = (of: number): string => `{studio}:rate:${name}:${digest}:${of}`;
    const waitMs = await this.#redis.studioTakeRate(
      keyOf(window),
      keyOf(window - 1),
      limit,
      periodMs,
      now % periodMs,
      count,
    );
    if (waitMs === 0) return { isAllowed: true };
    return { isAllowed: false, retryAfterSeconds: Math.ceil(waitMs / 1_000), limit };
  }
}
