import { newId } from '@effect-studio/kernel/ids';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';
import { RATE_TIERS } from './rate-tier.ts';

let redis: Redis;
beforeAll(() => {
  redis = openRedis(testConfig(clusterUrl()).REDIS_URL, 'commands');
});
afterAll(() => redis.disconnect());

/** A moment in the middle of nowhere; the limiter's own clock is moved, keys outlive it. */
const at = async <Answer>(ms: number, act: () => Promise<Answer>): Promise<Answer> => {
  const now = vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000 + ms);
  try {
    return await act();
  } finally {
    now.mockRestore();
  }
};

describe('a rate tier', () => {
  it.each(['auth', 'critical', 'report'] as const)(
    '%s lets its limit through and not one more',
    async (tier) => {
      const limiter = new RateLimiter(redis);
      const subject = newId();
      const { limit, periodMs } = RATE_TIERS[tier];
      const verdicts = await at(0, () =>
        Promise.all(Array.from({ length: limit + 1 }, () => limiter.take(tier, subject))),
      );
      expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(limit);
      // All of it came at the beginning of a window: one more may come when the tenth of it has faded.
      const seconds = (periodMs + periodMs / limit) / 1_000;
      expect(verdicts).toContainEqual({ isAllowed: false, limit, retryAfterSeconds: Math.ceil(seconds) });
      expect(await at(0, () => limiter.take(tier, newId()))).toEqual({ isAllowed: true });
    },
  );

  it('gives no second helping at the seam of two windows, and is right about when to come back', async () => {
    const limiter = new RateLimiter(redis);
    const subject = newId();
    for (let count = 0; count < 10; count += 1) await at(59_000, () => limiter.take('auth', subject));
    const refused = await at(61_000, () => limiter.take('auth', subject));
    expect(refused).toMatchObject({ isAllowed: false, retryAfterSeconds: 5 });
    expect(await at(61_000 + 4_000, () => limiter.take('auth', subject))).toMatchObject({ isAllowed: false });
    expect(await at(61_000 + 5_000, () => limiter.take('auth', subject))).toEqual({ isAllowed: true });
  });

  it('counts over all gateways, and asks Redis for a handful at a time', async () => {
    const subject = newId();
    const gateways = [new RateLimiter(redis), new RateLimiter(redis)];
    const { limit } = RATE_TIERS.standard;
    const verdicts = await at(0, async () => {
      const atOnce = Array.from({ length: 400 }, (_, count) =>
        gateways[count % 2]!.takeOften('standard', subject),
      );
      const taken = await Promise.all(atOnce);
      while (taken.length < limit + 40) {
        taken.push(await gateways[taken.length % 2]!.takeOften('standard', subject));
      }
      return taken;
    });
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(limit);
  });

  it('counts several at once, whole or not at all', async () => {
    const limiter = new RateLimiter(redis);
    const subject = newId();
    expect(await at(0, () => limiter.take('critical', subject, 29))).toEqual({ isAllowed: true });
    expect(await at(0, () => limiter.take('critical', subject, 2))).toMatchObject({ isAllowed: false });
    expect(await at(0, () => limiter.take('critical', subject))).toEqual({ isAllowed: true });
  });
});
