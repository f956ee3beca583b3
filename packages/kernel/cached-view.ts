import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Redis } from 'ioredis';
import type { CallContext } from './context.ts';
import { newId } from './ids.ts';

/** A view to be had from the cache, or computed once. */
export interface CachedView<View> {
  name: string;
  /** What the view depends on besides what the context holds; part of the key. */
  parameters: readonly (string | number | boolean | null)[];
  /** State of what the context holds as PostgreSQL has it now: the view holds at least this, so an event makes older views unreachable. */
  revision: string;
  /** @returns null when there is nothing to show, which is remembered for a moment only */
  compute: () => Promise<View | null>;
  /** Default 60 s, give or take a tenth, so that views made together do not end together. */
  ttlMs?: number;
}

const TTL_MS = 60_000;
/** Nothing is remembered shortly: it is cheap to compute, and somebody waits for it to become something. */
const EMPTY_TTL_MS = 2_000;
const LOCK_MS = 10_000;
const POLL_MS = 15;
/** Part of every key; another number makes what older releases wrote unreachable. */
const FORMAT = 1;

/** KEYS[1] lock. ARGV[1] token. Ends the lock when it is still ours. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Views that this process is reading or computing, by key. */
const running = new WeakMap<Redis, Map<string, Promise<unknown>>>();

/**
 * A view from Redis, or computed by one of all who ask at the same time, in whatever process: one holds the lock,
 * the others wait for its answer, and take over when it fails. Keys carry context, tenant and revision, so
 * neither another tenant's nor an outdated view can be answered. Without Redis every caller computes.
 */
export function cachedView<View>(ctx: CallContext, view: CachedView<View>): Promise<View | null> {
  const parameters = createHash('sha256')
    .update(JSON.stringify(view.parameters))
    .digest('base64url')
    .slice(0, 22);
  const key = `{studio}:${ctx.context}:view:${FORMAT}:${ctx.caller.tenantId}:${view.name}:${view.revision}:${parameters}`;
  const mine = running.get(ctx.redis) ?? new Map<string, Promise<unknown>>();
  running.set(ctx.redis, mine);
  const known = mine.get(key) as Promise<View | null> | undefined;
  if (known) return known;
  const answer = answerOnce(ctx, key, view).finally(() => mine.delete(key));
  mine.set(key, answer);
  return answer;
}

async function answerOnce<View>(ctx: CallContext, key: string, view: CachedView<View>): Promise<View | null> {
  const { redis } = ctx;
  const lock = `${key}:lock`;
  const token = newId();
  try {
    for (let waitedMs = 0; waitedMs < LOCK_MS; waitedMs += POLL_MS) {
      const kept = await readKept<View>(redis, key);
      if (kept) return kept.view;
      if ((await redis.set(lock, token, 'PX', LOCK_MS, 'NX')) === 'OK') break;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    // Whoever held the lock before may have answered between the look and the lock.
    const kept = await readKept<View>(redis, key);
    if (kept) {
      await redis.eval(UNLOCK, 1, lock, token);
      return kept.view;
    }
  } catch (error) {
    ctx.log.debug({ err: error }, 'the view cache cannot be reached');
    return view.compute();
  }
  try {
    const computed = await view.compute();
    const ttlMs = computed === null ? EMPTY_TTL_MS : (view.ttlMs ?? TTL_MS);
    const jittered = Math.round(ttlMs * (0.9 + 0.2 * Math.random()));
    await redis
      .set(key, serialize({ view: computed }), 'PX', jittered)
      .catch((error: unknown) => ctx.log.debug({ err: error }, 'a view was not cached'));
    return computed;
  } finally {
    await redis.eval(UNLOCK, 1, lock, token).catch(() => undefined);
  }
}

async function readKept<View>(redis: Redis, key: string): Promise<{ view: View | null } | null> {
  const kept = await redis.getBuffer(key);
  return kept && (deserialize(kept) as { view: View | null });
}
