import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { MINUTE_MS, minuteOf } from '../../margins/domain/bucket.ts';
import type { MinuteRange } from '../../margins/domain/window.ts';

export type MarginStep = 'HOUR' | 'DAY';

/** Milliseconds of a step. */
export const STEP_MS: Readonly<Record<MarginStep, number>> = { HOUR: 3_600_000, DAY: 86_400_000 };
const MOST_DAYS: Readonly<Record<MarginStep, number>> = { HOUR: 92, DAY: 400 };

/**
 * Whole minutes of a span: that of `from` is the first, the one before that of `to` the last.
 * @param step the finest step that it is to be shown in; by the hour 92 days are the most, else 400
 */
export function rangeOf(
  span: { from: Date | string; to: Date | string },
  field: string,
  step: MarginStep = 'DAY',
): MinuteRange | InvalidInput {
  const first = minuteOf(new Date(span.from));
  const last = new Date(minuteOf(new Date(span.to)).getTime() - MINUTE_MS);
  if (last < first) {
    return invalidInput(
      field,
      'The span ends before its first minute is over.',
      'Let it end later than it begins.',
    );
  }
  if (last.getTime() - first.getTime() >= MOST_DAYS[step] * STEP_MS.DAY) {
    return invalidInput(
      field,
      `The span is longer than ${MOST_DAYS[step]} days.`,
      step === 'HOUR' ? 'Ask for days instead of hours, or for a shorter span.' : 'Ask for a shorter span.',
    );
  }
  return { first, last };
}

/** First moments of all steps that a range touches, in UTC. */
export function stepsOf({ first, last }: MinuteRange, step: MarginStep): Date[] {
  const stepMs = STEP_MS[step];
  const start = Math.floor(first.getTime() / stepMs);
  const end = Math.floor(last.getTime() / stepMs);
  return Array.from({ length: end - start + 1 }, (_, index) => new Date((start + index) * stepMs));
}
