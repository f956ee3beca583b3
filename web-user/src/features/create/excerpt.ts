/** A part of a clip on which versions are tried. */
export interface Excerpt {
  startSeconds: number;
  durationSeconds: number;
}

/** Shortest and longest part that the studio takes, seconds. */
export const SHORTEST_SECONDS = 1;
export const LONGEST_SECONDS = 6;
/** What is offered first, seconds: as long as the part that the studio finds by itself. */
const FIRST_SECONDS = 3;

/** Whether there is anything to choose in a clip of this length, seconds. */
export const canChoose = (lengthSeconds: number): boolean => lengthSeconds >= SHORTEST_SECONDS + 0.5;

/** The part to begin with: around the middle. */
export function firstExcerpt(lengthSeconds: number): Excerpt {
  const durationSeconds = Math.min(FIRST_SECONDS, Math.max(SHORTEST_SECONDS, lengthSeconds / 2));
  return excerptBetween((lengthSeconds - durationSeconds) / 2, (lengthSeconds + durationSeconds) / 2);
}

/** The part between two places, by tenths of a second. */
export function excerptBetween(fromSeconds: number, toSeconds: number): Excerpt {
  const startSeconds = Math.max(0, tenths(fromSeconds));
  return { startSeconds, durationSeconds: tenths(toSeconds - startSeconds) };
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

/** Where playback goes on: at the part's beginning when it ran out of it; null while it is inside. */
export function loopedPlace(atSeconds: number, { startSeconds, durationSeconds }: Excerpt): number | null {
  const isInside = atSeconds >= startSeconds - 0.1 && atSeconds < startSeconds + durationSeconds;
  return isInside ? null : startSeconds;
}
