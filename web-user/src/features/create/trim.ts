/** The part of a clip that a result covers. */
export interface Trim {
  startSeconds: number;
  durationSeconds: number;
}

/** Shortest part that the studio takes, seconds. */
export const SHORTEST_SECONDS = 1;
/** Parts up to this length are tried as a whole, seconds; of longer ones the studio tries a telling stretch. */
export const TRIED_WHOLE_SECONDS = 6;

/** Whether there is anything to choose in a clip of this length, seconds. */
export const canTrim = (lengthSeconds: number): boolean => lengthSeconds >= SHORTEST_SECONDS + 0.5;

/** The part to begin with: the middle half. */
export function firstTrim(lengthSeconds: number): Trim {
  const durationSeconds = Math.max(SHORTEST_SECONDS, lengthSeconds / 2);
  return trimBetween((lengthSeconds - durationSeconds) / 2, (lengthSeconds + durationSeconds) / 2);
}

/** The part between two places, by tenths of a second. */
export function trimBetween(fromSeconds: number, toSeconds: number): Trim {
  const startSeconds = Math.max(0, tenths(fromSeconds));
  return { startSeconds, durationSeconds: tenths(toSeconds - startSeconds) };
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

/** Where playback goes on: at the part's beginning when it ran out of it; null while it is inside. */
export function loopedPlace(atSeconds: number, { startSeconds, durationSeconds }: Trim): number | null {
  const isInside = atSeconds >= startSeconds - 0.1 && atSeconds < startSeconds + durationSeconds;
  return isInside ? null : startSeconds;
}
