import type { Redis } from 'ioredis';
import { REDIS_KEYS } from '../redis.ts';

/**
 * Appends entries if, and only if, the stream ends where the caller believes.
 * KEYS[1] stream. ARGV[1] expected last position; then position, body pairs. Returns 1, or 0 and adds nothing.
 * A missing stream counts as ending anywhere: its owner decides from where to refill.
 */
const APPEND = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  local last = ''
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = info[i + 1] end
  end
  if last ~= ARGV[1] .. '-0' then return 0 end
elseif ARGV[#ARGV] ~= 'fresh' then
  return 0
end
for i = 2, #ARGV - 1, 2 do
  redis.call('XADD', KEYS[1], ARGV[i] .. '-0', 'event', ARGV[i + 1])
end
redis.call('PUBLISH', KEYS[2], ARGV[#ARGV - 2])
return 1`;

/** One event on its way to the stream. */
export interface StreamEntry {
  position: bigint;
  body: string;
}

/** The last position of the business stream; null when there is no stream. */
export async function lastPosition(redis: Redis): Promise<bigint | null> {
  if (!(await redis.exists(REDIS_KEYS.businessStream))) return null;
  const info = (await redis.xinfo('STREAM', REDIS_KEYS.businessStream)) as unknown[];
  const id = String(info[info.indexOf('last-generated-id') + 1]);
  return BigInt(id.split('-')[0] ?? '0');
}

/**
 * Appends to the business stream after `expectedLast` and rings the log's bell.
 * @returns false when the stream ends elsewhere; nothing was added
 */
export async function appendToStream(
  redis: Redis,
  expectedLast: bigint,
  entries: readonly StreamEntry[],
  options: { isFresh?: boolean } = {},
): Promise<boolean> {
  const pairs = entries.flatMap((entry) => [entry.position.toString(), entry.body]);
  const added = await redis.eval(
    APPEND,
    2,
    REDIS_KEYS.businessStream,
    REDIS_KEYS.logBell,
    expectedLast.toString(),
    ...pairs,
    options.isFresh ? 'fresh' : 'continues',
  );
  return added === 1;
}

/** Drops entries that every group has settled. A group that Redis does not know keeps everything. */
export async function trimStream(redis: Redis, expectedGroups: readonly string[]): Promise<void> {
  if (!(await redis.exists(REDIS_KEYS.businessStream))) return;
  const groups = (await redis.xinfo('GROUPS', REDIS_KEYS.businessStream)) as unknown[][];
  const named = new Map(groups.map((group) => [field(group, 'name'), group]));
  let oldest: bigint | null = null;
  for (const name of expectedGroups) {
    const group = named.get(name);
    if (!group) return;
    const needed = await oldestNeeded(redis, name, group);
    if (oldest === null || needed < oldest) oldest = needed;
  }
  if (oldest !== null && oldest > 0n)
    await redis.xtrim(REDIS_KEYS.businessStream, 'MINID', '~', `${oldest}-0`);
}

async function oldestNeeded(redis: Redis, name: string, group: unknown[]): Promise<bigint> {
  if (Number(field(group, 'pending')) > 0) {
    const pending = (await redis.xpending(REDIS_KEYS.businessStream, name)) as unknown[];
    return BigInt(String(pending[1]).split('-')[0] ?? '0');
  }
  return BigInt(field(group, 'last-delivered-id').split('-')[0] ?? '0');
}

function field(pairs: unknown[], name: string): string {
  return String(pairs[pairs.indexOf(name) + 1]);
}
