import { divideHalfEven } from '@effect-studio/kernel/money';
import { ratio } from '../../margins/domain/margin.ts';

/** One attempt of a benchmark as it ended. */
export interface BenchmarkAttempt {
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  hasDelivered: boolean;
  /** Composite, 0 to 1; null while unjudged or rejected. */
  quality: number | null;
  busyMs: number;
  queueWaitMs: number;
  /** Null while unpriced. */
  costNanoUsd: bigint | null;
}

/** What one workflow of one provider makes of an effect, over all inputs. */
export interface BenchmarkCell {
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  attemptCount: number;
  deliveredCount: number;
  /** Outputs that were judged; quality is their mean, least and greatest composite. */
  sampleCount: number;
  quality: number | null;
  leastQuality: number | null;
  greatestQuality: number | null;
  /** Mean busy time of delivered outputs. */
  busyMs: number | null;
  /** Of all attempts, the failed ones too, per delivered output; null while unpriced or nothing was delivered. */
  costNanoUsd: bigint | null;
  /** 1 − cost ÷ price of a run; null without cost or price. */
  margin: number | null;
}

/**
 * Provider × effect, with what each made of the same inputs. Ordered by effect type, then best quality first.
 * @param priceNanoUsd what a person pays for a run; null when no price is in force
 */
export function benchmarkMatrix(
  attempts: readonly BenchmarkAttempt[],
  priceNanoUsd: (effectTypeId: string) => bigint | null,
): BenchmarkCell[] {
  const groups = Map.groupBy(attempts, (attempt) => `${attempt.effectTypeId}/${attempt.workflowId}`);
  return [...groups.values()]
    .map((own) => cellOf(own, priceNanoUsd(own[0]!.effectTypeId)))
    .sort(
      (a, b) =>
        a.effectTypeId.localeCompare(b.effectTypeId, 'en') ||
        (b.quality ?? -1) - (a.quality ?? -1) ||
        a.workflowId.localeCompare(b.workflowId, 'en'),
    );
}

function cellOf(attempts: readonly BenchmarkAttempt[], priceNanoUsd: bigint | null): BenchmarkCell {
  const [{ providerId, workflowId, effectTypeId }] = attempts as [BenchmarkAttempt];
  const delivered = attempts.filter(({ hasDelivered }) => hasDelivered);
  const judged = delivered.flatMap(({ quality }) => (quality === null ? [] : [quality]));
  const isPriced = attempts.every(({ costNanoUsd }) => costNanoUsd !== null);
  const spent = attempts.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0n), 0n);
  const costNanoUsd =
    isPriced && delivered.length > 0 ? divideHalfEven(spent, BigInt(delivered.length)) : null;
  return {
    providerId,
    workflowId,
    effectTypeId,
    attemptCount: attempts.length,
    deliveredCount: delivered.length,
    sampleCount: judged.length,
    quality: judged.length > 0 ? judged.reduce((sum, one) => sum + one, 0) / judged.length : null,
    leastQuality: judged.length > 0 ? Math.min(...judged) : null,
    greatestQuality: judged.length > 0 ? Math.max(...judged) : null,
    busyMs:
      delivered.length > 0 ? delivered.reduce((sum, { busyMs }) => sum + busyMs, 0) / delivered.length : null,
    costNanoUsd,
    margin: costNanoUsd === null || priceNanoUsd === null ? null : ratio(costNanoUsd, priceNanoUsd, 0n),
  };
}
