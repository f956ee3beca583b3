/** What an estimate of a turn goes by. Milliseconds. */
export interface TurnRates {
  /** 1 is next. */
  place: number;
  /** How many runs may be under way at once. */
  limit: number;
  /** How long runs held their places lately, on average; null while none did. */
  meanHeldMs: number | null;
  /** How long the run that is to leave its place for this one has held it; null while fewer than `limit` are under way. */
  heldMs: number | null;
}

/**
 * Which of the runs under way leaves its place for the waiting one, counted from 0 by how long they have held theirs, when all
 * take the same time: with three places, the fourth in line follows whoever follows the first to leave.
 */
export const followsNth = (place: number, limit: number): number => (place - 1) % limit;

/** Milliseconds until the turn comes, by how long places were held lately; null when nothing lets one tell. */
export function turnStartsInMs({ place, limit, meanHeldMs, heldMs }: TurnRates): number | null {
  if (heldMs === null && place <= limit) return 0;
  if (meanHeldMs === null) return null;
  const rounds = Math.floor((place - 1) / limit);
  // What has taken longer than most may end any moment.
  return Math.max(0, meanHeldMs - (heldMs ?? 0)) + rounds * meanHeldMs;
}
