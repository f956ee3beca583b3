import type { Transaction } from '@effect-studio/kernel/database';
import { ADVICE_POLICY, DAY_MS } from '../domain/advice-policy.ts';
import type { RecommendationKind } from '../domain/recommendation.ts';

/** Jobs of recommendations; see `workers/advice-jobs.ts`. */
export const ADVICE_JOBS = {
  /** The daily round, which sets itself again. */
  tick: 'advice-tick',
  /** A round on demand. */
  round: 'advice-round',
  wake: 'advice-wake',
  measure: 'advice-measure',
} as const;

/** Sets the next daily round, at the same time tomorrow. */
export function scheduleDailyRound(
  tx: Transaction,
  dueAt = new Date(tx.now.getTime() + DAY_MS),
): Promise<void> {
  return tx.schedule({ kind: ADVICE_JOBS.tick, dedupeKey: ADVICE_JOBS.tick, payload: {}, dueAt });
}

/** Asks for a round now. @param cause unique per wish, such as an idempotency key @param kinds null for all */
export function requestRound(
  tx: Transaction,
  cause: string,
  kinds: readonly RecommendationKind[] | null = null,
): Promise<void> {
  return tx.schedule({
    kind: ADVICE_JOBS.round,
    dedupeKey: `${ADVICE_JOBS.round}:${cause}`,
    payload: { cause, kinds },
  });
}

export function scheduleWaking(tx: Transaction, recommendationId: string, dueAt: Date): Promise<void> {
  return tx.schedule({
    kind: ADVICE_JOBS.wake,
    dedupeKey: `${ADVICE_JOBS.wake}:${recommendationId}:${dueAt.getTime()}`,
    payload: { recommendationId },
    dueAt: dueAt > tx.now ? dueAt : tx.now,
  });
}

/** What a change brought is measured when it had time to show. */
export function scheduleMeasurement(tx: Transaction, recommendationId: string): Promise<void> {
  return tx.schedule({
    kind: ADVICE_JOBS.measure,
    dedupeKey: `${ADVICE_JOBS.measure}:${recommendationId}`,
    payload: { recommendationId },
    dueAt: new Date(tx.now.getTime() + ADVICE_POLICY.measureAfterDays * DAY_MS),
  });
}
