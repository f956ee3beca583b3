import type { RateTiers } from '../rate-tier.ts';

const OFTEN = { limit: 1_000_000, periodMs: 60_000 };

/** For tests that are about something else: they share one Redis, and ask more in a minute than a tenant does. */
export const UNHURRIED_RATES: RateTiers = {
  auth: OFTEN,
  critical: OFTEN,
  standard: OFTEN,
  report: OFTEN,
  webhook: OFTEN,
};
