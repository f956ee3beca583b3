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
  /** The test clock's offset in milliseconds. */
  clock: '{studio}:clock',
  /** Prefix of BullMQ's keys. */
  bullPrefix: '{studio}',
} as const;

/**
 * Opens a connection. Commands fail after 5 s instead of hanging when packets are lost.
 * @param purpose `blocking` connections wait without limit, as XREADGROUP, pub/sub and BullMQ workers must
 */
export function openRedis(url: string, purpose: 'commands' | 'blocking'): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: purpose === 'blocking' ? null : 3,
    enableReadyCheck: true,
    ...(purpose === 'commands' ? { commandTimeout: 5_000 } : {}),
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000),
  });
  // A lost connection is retried by ioredis; without a listener it would end the process.
  redis.on('error', () => undefined);
  return redis;
}
