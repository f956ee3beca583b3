import { cachedView } from '@effect-studio/kernel/cached-view';
import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { testConfig } from '@effect-studio/testing/test-environment';
import { TestStudio } from '@effect-studio/testing/test-studio';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import economics from '../subgraph.ts';

let studio: TestStudio;
const connections: Redis[] = [];
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(async () => {
  for (const redis of connections) redis.disconnect();
  await studio.close();
});

/** Calls as another process makes them: over a connection of its own, with nothing shared in memory. */
function otherProcess(tenantId = studio.call('economics').caller.tenantId): CallContext {
  const redis = openRedis(testConfig('postgres://unused').REDIS_URL, 'commands');
  connections.push(redis);
  return { ...studio.call('economics', systemCaller(tenantId)), redis };
}

const view = <View>(name: string, compute: () => Promise<View | null>, revision = '1') => ({
  name,
  parameters: ['a', 1],
  revision,
  compute,
});

describe('a cached view', () => {
  it('is computed once for fifty who miss it at the same time in five processes', async () => {
    const name = newId();
    let computed = 0;
    const processes = Array.from({ length: 5 }, () => otherProcess());
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        cachedView(
          processes[index % 5]!,
          view(name, async () => {
            computed += 1;
            await studio.ownerPool.query('select 1');
            return { amount: 10n ** 20n, at: new Date(0), nothing: null };
          }),
        ),
      ),
    );
    expect(computed).toBe(1);
    for (const answer of answers)
      expect(answer).toEqual({ amount: 10n ** 20n, at: new Date(0), nothing: null });
  });

  it('is never another tenant’s, another version’s or another question’s', async () => {
    const name = newId();
    const [mine, others] = [otherProcess(), otherProcess(newId())];
    const ask = (ctx: CallContext, answer: string, revision: string, parameters: string[] = []) =>
      cachedView(ctx, { name, parameters, revision, compute: async () => answer });
    expect(await ask(mine, 'mine', '1')).toBe('mine');
    expect(await ask(mine, 'computed again', '1')).toBe('mine');
    expect(await ask(others, 'theirs', '1')).toBe('theirs');
    expect(await ask(mine, 'after an event', '2')).toBe('after an event');
    expect(await ask(mine, 'of another question', '2', ['b'])).toBe('of another question');
    expect(await ask(others, 'computed again', '1')).toBe('theirs');
  });

  it('is computed by another when the first fails, and the first is told', async () => {
    const name = newId();
    const [first, second] = [otherProcess(), otherProcess()];
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: broken, reject: fail } = Promise.withResolvers<string>();
    const failing = cachedView(
      first,
      view(name, () => {
        begin();
        return broken;
      }),
    );
    await begun;
    const waiting = cachedView(
      second,
      view(name, async () => 'second'),
    );
    fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe('second');
  });

  it('remembers nothing only for a moment, and something for about a minute', async () => {
    const name = newId();
    const ctx = otherProcess();
    expect(
      await cachedView(
        ctx,
        view(name, async () => null),
      ),
    ).toBeNull();
    expect(
      await cachedView(
        ctx,
        view(name, async () => 'something', '2'),
      ),
    ).toBe('something');
    const left = async (version: number) => {
      const [key] = await ctx.redis.keys(`*${name}:${version}:*`);
      return ctx.redis.pttl(key!);
    };
    expect(await left(1)).toBeLessThanOrEqual(2_200);
    expect(await left(2)).toBeGreaterThan(45_000);
    expect(await left(2)).toBeLessThanOrEqual(66_000);
  });

  it('is computed by everyone when there is no Redis', async () => {
    const ctx = otherProcess();
    ctx.redis.disconnect();
    expect(
      await cachedView(
        ctx,
        view(newId(), async () => 'computed'),
      ),
    ).toBe('computed');
  });
});
