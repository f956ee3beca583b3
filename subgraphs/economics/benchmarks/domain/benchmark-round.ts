/** Why providers are compared. */
export type RoundCause = 'SCHEDULE' | 'CATALOGUE_CHANGED' | 'REQUESTED';

/** One comparison of all providers on the library, or on a part of it. */
export interface BenchmarkRound {
  id: string;
  cause: RoundCause;
  state: 'RUNNING' | 'FINISHED';
  /** How often each case is run. */
  repeats: number;
  requestedAt: Date;
  finishedAt: Date | null;
  runCount: number;
  endedCount: number;
  failedCount: number;
}

/** Runs of a round that are under way at once: people's own work is to go on meanwhile. */
export const RUNS_AT_ONCE = 2;
/** Most repeats that may be asked for. */
export const MAX_REPEATS = 20;
/** Days between two rounds that nobody asked for. */
export const ROUND_EVERY_DAYS = 7;
/** A changed catalogue is benchmarked when it has been left alone for so long. */
export const DEBOUNCE_MS = 10 * 60_000;
