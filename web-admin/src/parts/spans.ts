import { useNow } from '@effect-studio/web-kit/use-now.ts';
import { useMemo } from 'react';
import type { MarginWindow } from '../../generated/graphql.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const WINDOW_MS: Record<MarginWindow, number> = { HOUR: HOUR_MS, DAY: DAY_MS, WEEK: 7 * DAY_MS };
export const WINDOW_WORDS: Record<MarginWindow, string> = {
  HOUR: 'last hour',
  DAY: 'last 24 hours',
  WEEK: 'last 7 days',
};

/** Whole minutes from the first to before the last, RFC 3339. */
export interface Span {
  from: string;
  to: string;
}

/** The span of a length that ends with the running minute. */
export function spanEndingAt(toMs: number, lengthMs: number): Span {
  const end = Math.floor(toMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return { from: new Date(end - lengthMs).toISOString(), to: new Date(end).toISOString() };
}

/** The span of the same length that ends where another begins. */
export function spanBefore({ from, to }: Span): Span {
  const lengthMs = Date.parse(to) - Date.parse(from);
  return { from: new Date(Date.parse(from) - lengthMs).toISOString(), to: from };
}

/** The span of a length up to now; moves on with the minute, so that an open page stays true. */
export function useSpan(lengthMs: number): Span {
  const minute = Math.floor(useNow(MINUTE_MS / 2).getTime() / MINUTE_MS);
  return useMemo(() => spanEndingAt(minute * MINUTE_MS, lengthMs), [minute, lengthMs]);
}
