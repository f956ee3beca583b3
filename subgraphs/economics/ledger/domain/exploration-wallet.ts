/** How long an exploration budget lasts. Periods begin at midnight UTC, weeks on Monday. */
export const BUDGET_PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What holds until an admin decides otherwise: USD 5 a day. */
export const DEFAULT_EXPLORATION_BUDGET = { period: 'DAY', limitNanoUsd: 5_000_000_000n } as const;

/** The wallet that losing, shadow and exploration legs are paid from, as it is now. */
export interface ExplorationWallet {
  period: BudgetPeriod;
  periodStart: Date;
  periodEnd: Date;
  /** What a period is given. */
  limitNanoUsd: bigint;
  /** Spent in this period. */
  spentNanoUsd: bigint;
  /** Negative when legs under way cost more than was left; the next period pays it back. */
  leftNanoUsd: bigint;
  /** Nothing more may be explored; service goes on. */
  isExhausted: boolean;
  burnNanoUsdPerHour: bigint;
}

/** The wallet's account and budget as they were last written. */
export interface StoredExploration {
  period: BudgetPeriod;
  limitNanoUsd: bigint;
  /** Start of the period that `openingNanoUsd` was given for; null before the first. */
  periodStart: Date | null;
  /** What the period began with: its limit less what the one before overspent. */
  openingNanoUsd: bigint;
  balanceNanoUsd: bigint;
}

const HOUR_MS = 3_600_000n;

/** The start of the period that a moment lies in, and of the next. */
export function periodOf(period: BudgetPeriod, moment: Date): { start: Date; end: Date } {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  switch (period) {
    case 'DAY':
      return { start: new Date(Date.UTC(year, month, day)), end: new Date(Date.UTC(year, month, day + 1)) };
    case 'WEEK': {
      const monday = day - ((moment.getUTCDay() + 6) % 7);
      return {
        start: new Date(Date.UTC(year, month, monday)),
        end: new Date(Date.UTC(year, month, monday + 7)),
      };
    }
    case 'MONTH':
      return { start: new Date(Date.UTC(year, month)), end: new Date(Date.UTC(year, month + 1)) };
  }
}

/**
 * What the wallet is to be given at a moment so that it holds its budget: nothing within a period; at the start of
 * one what fills it up to the limit, where money left over goes back (negative) and an overspending is paid back first.
 */
export function grantDue(stored: StoredExploration, now: Date): bigint {
  if (stored.periodStart?.getTime() === periodOf(stored.period, now).start.getTime()) return 0n;
  return stored.balanceNanoUsd > 0n ? stored.limitNanoUsd - stored.balanceNanoUsd : stored.limitNanoUsd;
}

/** The wallet at a moment, also when its period has begun and nothing was booked in it yet. */
export function walletAt(stored: StoredExploration, now: Date): ExplorationWallet {
  const { start, end } = periodOf(stored.period, now);
  const isFresh = stored.periodStart?.getTime() !== start.getTime();
  const leftNanoUsd = stored.balanceNanoUsd + grantDue(stored, now);
  const spentNanoUsd = isFresh ? 0n : stored.openingNanoUsd - stored.balanceNanoUsd;
  const elapsedMs = BigInt(Math.max(60_000, now.getTime() - start.getTime()));
  return {
    period: stored.period,
    periodStart: start,
    periodEnd: end,
    limitNanoUsd: stored.limitNanoUsd,
    spentNanoUsd,
    leftNanoUsd,
    isExhausted: leftNanoUsd <= 0n,
    burnNanoUsdPerHour: (spentNanoUsd * HOUR_MS) / elapsedMs,
  };
}
