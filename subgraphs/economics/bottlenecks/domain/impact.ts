import type { CellFacts } from '../../detection/domain/bucket-facts.ts';
import { total } from '../../detection/domain/series.ts';
import type { BottleneckClass, Classification } from './bottleneck.ts';
import type { Features } from './features.ts';

/** Shares of money are taken in millionths, so that money stays an integer. */
const PPM = 1_000_000n;

const costOf = (cells: readonly CellFacts[]): bigint =>
  cells.reduce((sum, cell) => sum + cell.costNanoUsd, 0n);

/** A share of an amount. @param share 0 to 1; null: unknown */
function part(amount: bigint, share: number | null): bigint | null {
  if (share === null || !Number.isFinite(share)) return null;
  return (amount * BigInt(Math.round(Math.min(1, Math.max(0, share)) * 1_000_000))) / PPM;
}

/** Of what is spent at a ratio above the usual, the share that is too much. */
const excess = (ratio: number | null): number | null => (ratio === null ? null : Math.max(0, 1 - 1 / ratio));

/**
 * What a bottleneck costs or endangers, nano-USD per hour at the pace of the last one:
 * - slow provider or workflow: the share of its cost by which it exceeds the usual;
 * - throttling: the share of machine time that was spent on waiting;
 * - cold start: the share of machine time that went into getting ready, beyond the usual;
 * - saturation: the cost of the work that had to wait, times the share of its wait beyond the usual (at risk);
 * - depletion: what the owner's tokens consumed per hour are worth (at risk);
 * - unknown: cannot be said.
 * @param tokenNanoUsd what one token is worth; null without a rate card
 */
export function impactPerHour(
  { bottleneckClass, subject }: Classification,
  features: Features,
  tokenNanoUsd: bigint | null,
): bigint | null {
  const hourly = (cells: readonly CellFacts[], share: number | null): bigint | null =>
    part(costOf(cells), share);
  switch (bottleneckClass satisfies BottleneckClass) {
    case 'PROVIDER_LATENCY_DEGRADATION':
      return hourly(
        features.hourOf((cell) => cell.providerId === subject.id),
        excess(features.provider(subject.id).latencyRatio),
      );
    case 'WORKFLOW_INEFFICIENCY':
      return hourly(
        features.hourOf((cell) => cell.workflowId === subject.id),
        excess(features.workflow(subject.id).latencyRatio),
      );
    case 'PROVIDER_API_THROTTLING': {
      const cells = features.hourOf((cell) => cell.providerId === subject.id);
      const workMs = total(cells, (cell) => cell.busyMs + cell.startupMs);
      return hourly(cells, workMs > 0 ? total(cells, (cell) => cell.throttledMs) / workMs : null);
    }
    case 'COLD_START_PENALTY': {
      const { startupShare, usualStartupShare } = features.fleet(subject.id);
      return hourly(
        features.hourOf((cell) => cell.fleet === subject.id),
        startupShare - (usualStartupShare ?? 0),
      );
    }
    case 'GPU_SATURATION':
      return hourly(
        features.hourOf((cell) => cell.fleet === subject.id),
        excess(features.fleet(subject.id).waitRatio),
      );
    case 'TOKEN_DEPLETION_RISK': {
      const { tokensPerDay } = features.owner(subject.id);
      return tokenNanoUsd === null ? null : (tokenNanoUsd * BigInt(Math.round(tokensPerDay))) / 24n;
    }
    case 'UNKNOWN':
      return null;
  }
}
