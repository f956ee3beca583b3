/** How often something may be asked for. */
export interface RateTier {
  readonly limit: number;
  readonly periodMs: number;
}

export const RATE_TIERS = {
  /** Signing in and getting tokens, per network address. */
  auth: { limit: 10, periodMs: 60_000 },
  /** Money, and what cannot be taken back (`@rateTier(name: "critical")`), per person or client, and per address. */
  critical: { limit: 30, periodMs: 60_000 },
  /** Every request, per tenant; visitors per network address. */
  standard: { limit: 1_000, periodMs: 60_000 },
  /** What takes long to compute (`@rateTier(name: "report")`), per person. */
  report: { limit: 10, periodMs: 3_600_000 },
  /** What other systems call us with, per source. */
  webhook: { limit: 500, periodMs: 60_000 },
} as const satisfies Record<string, RateTier>;

export type RateTierName = keyof typeof RATE_TIERS;
export type RateTiers = Readonly<Record<RateTierName, RateTier>>;

export const isRateTierName = (name: string): name is RateTierName => name in RATE_TIERS;

/** The tiers with the limits that this studio has set for itself. */
export function rateTiersOf(config: {
  RATE_LIMIT_STANDARD_PER_MINUTE: number;
  RATE_LIMIT_CRITICAL_PER_MINUTE: number;
}): RateTiers {
  return {
    ...RATE_TIERS,
    standard: { ...RATE_TIERS.standard, limit: config.RATE_LIMIT_STANDARD_PER_MINUTE },
    critical: { ...RATE_TIERS.critical, limit: config.RATE_LIMIT_CRITICAL_PER_MINUTE },
  };
}
