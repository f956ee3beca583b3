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
      action: 'Choose a shorter or a longer part; how long the result is does not depend on it.',
    };
  }
  return pastTheEnd('excerpt', { startMs, durationMs }, footageDurationMs);
}

/** Why a stretch that ends after the clip cannot be used; null when it does not, or the clip is not known yet. */
export function pastTheEnd(
  what: string,
  { startMs, durationMs }: Excerpt,
  footageDurationMs: number | null,
): { cause: string; action: string } | null {
  if (footageDurationMs === null || startMs + durationMs <= footageDurationMs + END_TOLERANCE_MS) return null;
  return {
    cause: `The ${what} ends at ${(startMs + durationMs) / 1_000} seconds; the clip is ${footageDurationMs / 1_000} seconds long.`,
    action: 'Choose a part that lies within the clip.',
  };
}

/** What the place of versions depends on. */
export interface TrialPlaces {
  /** What somebody asked for. */
  chosen: Excerpt | null;
  /** What the analysis found telling. */
  found: Excerpt;
  /** What the result covers; null: the whole clip. */
  trim: Excerpt | null;
}

/**
 * The excerpt on which versions are tried: the chosen one, within what the result covers; where too little of it lies there, all of a
 * short trim, and of a longer one or of the whole clip the stretch that the analysis found, moved into it.
 */
export function excerptToTry({ chosen, found, trim }: TrialPlaces, footageDurationMs: number): Excerpt {
  const room = trim ?? { startMs: 0, durationMs: footageDurationMs };
  const endMs = room.startMs + room.durationMs;
  if (chosen) {
    const startMs = Math.max(chosen.startMs, room.startMs);
    const durationMs = Math.min(chosen.startMs + chosen.durationMs, endMs) - startMs;
    if (durationMs >= SHORTEST_EXCERPT_MS) return { startMs, durationMs };
  }
  if (!trim) return found;
  if (trim.durationMs <= LONGEST_EXCERPT_MS) return trim;
  const durationMs = Math.min(found.durationMs, trim.durationMs);
  return { startMs: Math.min(Math.max(found.startMs, trim.startMs), endMs - durationMs), durationMs };
}
