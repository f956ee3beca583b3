import type { Excerpt } from '@effect-studio/schema/events/shapes';

/** Shortest excerpt on which a look can be judged, milliseconds. */
export const SHORTEST_EXCERPT_MS = 1_000;
/** Longest one, milliseconds: every version is rendered on it, whatever the price of the run. */
export const LONGEST_EXCERPT_MS = 6_000;
/** Players tell lengths by the frame; an end that is this much behind the clip's, in milliseconds, is its end. */
const END_TOLERANCE_MS = 100;

/**
 * Why an excerpt cannot be used, in words; null when it can.
 * @param footageDurationMs null while the clip is not known yet; then only its length is judged
 */
export function excerptFault(
  { startMs, durationMs }: Excerpt,
  footageDurationMs: number | null,
): { cause: string; action: string } | null {
  if (!Number.isFinite(startMs) || !Number.isFinite(durationMs) || startMs < 0) {
    return { cause: 'The excerpt begins before the clip does.', action: 'Begin at 0 seconds or later.' };
  }
  if (durationMs < SHORTEST_EXCERPT_MS || durationMs > LONGEST_EXCERPT_MS) {
    return {
      cause: `The excerpt is ${durationMs / 1_000} seconds long; ${SHORTEST_EXCERPT_MS / 1_000} to ${LONGEST_EXCERPT_MS / 1_000} are possible.`,
      action: 'Choose a shorter or a longer part; the result is the whole clip in any case.',
    };
  }
  if (footageDurationMs === null || startMs + durationMs <= footageDurationMs + END_TOLERANCE_MS) return null;
  return {
    cause: `The excerpt ends at ${(startMs + durationMs) / 1_000} seconds; the clip is ${footageDurationMs / 1_000} seconds long.`,
    action: 'Choose a part that lies within the clip.',
  };
}

/**
 * The excerpt on which versions are tried: the chosen one, within the clip; where too little of it is left there, the one that
 * the analysis found.
 */
export function excerptToTry(chosen: Excerpt | null, found: Excerpt, footageDurationMs: number): Excerpt {
  if (!chosen) return found;
  const durationMs = Math.min(chosen.durationMs, footageDurationMs - chosen.startMs);
  return durationMs >= SHORTEST_EXCERPT_MS ? { startMs: chosen.startMs, durationMs } : found;
}
