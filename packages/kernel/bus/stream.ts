import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Redis } from 'ioredis';
import { REDIS_KEYS } from '../process/redis.ts';

/**
 * Appends entries if, and only if, the stream ends where the caller believes.
 * KEYS[1] stream, KEYS[2] bell of the log. ARGV[1] `continues` or `fresh`, ARGV[2] expected last position; then
 * position, type, body of each entry. Returns 1, or 0 and adds nothing.
 * A missing stream is begun only by a caller that says `fresh`: it has decided from where to refill.
 */
const APPEND = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  local last = ''
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = info[i + 1] end
  end
  if last ~= ARGV[2] .. '-0' then return 0 end
elseif ARGV[1] ~= 'fresh' then
  return 0
end
for i = 3, #ARGV, 3 do
  redis.call('XADD', KEYS[1], ARGV[i] .. '-0', 'type', ARGV[i + 1], 'event', ARGV[i + 2])
end
redis.call('PUBLISH', KEYS[2], ARGV[#ARGV - 2])
return 1`;

/** Entries of one call: Redis serves nobody else while it runs. */
const APPENDED_AT_ONCE = 250;

/** One event on its way to the stream. */
export interface StreamEntry {
  position: bigint;
  type: string;
  /** The event as JSON. */
  body: string;
}

/** An event with its place in the log, as a reader gets it; the body is parsed only when somebody wants it. */
export interface ReceivedEvent {
  position: bigint;
  type: string;
  read(): BusEvent<object>;
}

/** The last position that was ever in the business stream; null when there is no stream. */
export async function lastPosition(redis: Redis): Promise<bigint | null> {
  if (!(await redis.exists(REDIS_KEYS.businessStream))) return null;
  const info = (await redis.xinfo('STREAM', REDIS_KEYS.businessStream)) as unknown[];
  return positionOf(String(info[info.indexOf('last-generated-id') + 1]));
}

/**
 * Appends to the business stream after `expectedLast` and rings the log's bell.
 * @param options.isFresh there is no stream, and it is to begin after `expectedLast`
 * @returns false when the stream ends elsewhere; nothing was added after that
 */
export async function appendToStream(
  redis: Redis,
  expectedLast: bigint,
  entries: readonly StreamEntry[],
  options: { isFresh?: boolean } = {},
): Promise<boolean> {
  const calls: Promise<unknown>[] = [];
  let last = expectedLast;
  for (let from = 0; from < entries.length; from += APPENDED_AT_ONCE) {
    const some = entries.slice(from, from + APPENDED_AT_ONCE);
    // Not waited for one by one: each names the position before it, so none is added after one that was not.
    calls.push(
      redis.eval(
        APPEND,
        2,
        REDIS_KEYS.businessStream,
        REDIS_KEYS.logBell,
        options.isFresh && from === 0 ? 'fresh' : 'continues',
        last.toString(),
        ...some.flatMap((entry) => [entry.position.toString(), entry.type, entry.body]),
      ),
    );
    last = some.at(-1)!.position;
  }
  const added = await Promise.all(calls);
  return added.every((answer) => answer === 1);
}

/**
 * What the stream has after a position, oldest first, waiting for it if there is nothing.
 * @param redis a connection of the caller's own, since it blocks
 */
export async function readStream(
  redis: Redis,
  after: bigint,
  options: { count: number; blockMs: number },
): Promise<ReceivedEvent[]> {
  const answer = (await redis.xread(
    'COUNT',
    options.count,
    'BLOCK',
    options.blockMs,
    'STREAMS',
    REDIS_KEYS.businessStream,
    `${after}-0`,
  )) as [string, [string, string[]][]][] | null;
  return (answer?.[0]?.[1] ?? []).map(([id, fields]) => ({
    position: positionOf(id),
    type: fields[1] ?? '',
    read: () => JSON.parse(fields[3] ?? 'null') as BusEvent<object>,
  }));
}

/** Drops entries up to and including a position; whole nodes of the stream at a time. */
export async function trimStream(redis: Redis, upTo: bigint): Promise<void> {
  if (upTo > 0n) await redis.xtrim(REDIS_KEYS.businessStream, 'MINID', '~', `${upTo + 1n}-0`);
}

/** Forgets the whole stream; what readers still need is filled in again from the log. */
export async function dropStream(redis: Redis): Promise<void> {
  await redis.del(REDIS_KEYS.businessStream);
}

function positionOf(streamId: string): bigint {
  return BigInt(streamId.split('-')[0] ?? '0');
}
