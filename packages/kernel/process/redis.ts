import { Redis } from 'ioredis';

/** Key names. The hash tag keeps what is read together on one slot of a Redis Cluster. */
export const REDIS_KEYS = {
  /** The business event stream (`studio:business` of the contracts). */
  businessStream: '{studio}:business',
  /** Rung after a commit that wrote to the outbox. */
  outboxBell: '{studio}:bell:outbox',
  /** Rung after the event log grew; the message is the last position. */
  logBell: '{studio}:bell:log',
  /** Progress ticks and HUD versions (`studio:telemetry`); not kept. */
  telemetry: '{studio}:telemetry',
  /** Rung when the test clock was moved; its offset lies in PostgreSQL. */
  clock: '{studio}:clock',
  /** Rung when a feature flag was set; its settings lie in PostgreSQL. */
  featureFlags: '{studio}:feature-flags',
  /** Prefix of BullMQ's keys. */
  bullPrefix: '{studio}',
} as const;

/** Longest silence after a command before a connection is given up and made anew. */
const SOCKET_TIMEOUT_MS = 10_000;

/**
 * Opens a connection, which is made again whenever it is lost.
 * @param purpose `commands` fail after 5 s instead of hanging when packets are lost · `reading` is for reads that
 *   block for a second or two, and waits for Redis to come back · `blocking` waits without limit, as pub/sub and
 *   BullMQ's workers must
 */
export function openRedis(url: string, purpose: 'commands' | 'reading' | 'blocking'): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: purpose === 'commands' ? 3 : null,
    enableReadyCheck: true,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    ...(purpose === 'commands' ? { commandTimeout: 5_000 } : {}),
    ...(purpose === 'blocking' ? {} : { socketTimeout: SOCKET_TIMEOUT_MS }),
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000),
  });
  // A lost connection is retried by ioredis; without a listener it would end the process.
  redis.on('error', () => undefined);
  return redis;
}
