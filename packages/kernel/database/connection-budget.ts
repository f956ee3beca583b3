import { StudioError } from '../errors.ts';

/** Connections of the pool that follows the event log and the clock. */
export const TAIL_POOL_SIZE = 2;

/** What one process does with its connections to PostgreSQL. */
export interface ConnectionUse {
  /** `DATABASE_CONNECTIONS`: all connections of the process together. */
  limit: number;
  contexts: number;
  /** Leaders hold one each for their lock: the relay, and one per group of consumers; 0 where nobody works. */
  leaders: number;
}

/**
 * How large the pool of each context may be, so that the process stays within its limit.
 * @throws StudioError `CONFIG_INVALID` when there would be none for some context
 */
export function poolSizeFor({ limit, contexts, leaders }: ConnectionUse): number {
  const beside = TAIL_POOL_SIZE + leaders;
  const size = Math.floor((limit - beside) / contexts);
  if (size >= 1) return size;
  throw new StudioError(
    'CONFIG_INVALID',
    `DATABASE_CONNECTIONS is ${limit}; this process needs ${beside + contexts} at least: ${beside} for the log and ` +
      `for leading, and one for each of ${contexts} contexts. Raise it, or mount fewer contexts here (--only).`,
  );
}
