import { MINUTE_MS, minuteOf } from './bucket.ts';

/** The three windows that margins are watched over. */
export type MarginWindow = 'HOUR' | 'DAY' | 'WEEK';

/** Minutes in each window. */
export const WINDOW_MINUTES: Readonly<Record<MarginWindow, number>> = { HOUR: 60, DAY: 1_440, WEEK: 10_080 };

/** Whole minutes, both ends included. */
export interface MinuteRange {
  first: Date;
  last: Date;
}

/**
 * The minutes of a window that ends with the running minute: 60 for an hour. What was earned or spent in any
 * of them is in the window, whenever it was recorded.
 * @param windowsBack 0 for the window that ends now, 1 for the one right before it
 */
export function minutesOf(window: MarginWindow, now: Date, windowsBack: 0 | 1 = 0): MinuteRange {
  const length = WINDOW_MINUTES[window];
  const last = minuteOf(now).getTime() - windowsBack * length * MINUTE_MS;
  return { first: new Date(last - (length - 1) * MINUTE_MS), last: new Date(last) };
}
