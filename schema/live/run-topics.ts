/**
 * Topics of passing values (`studio:telemetry`) about runs. Nothing of them is kept, and who is away misses them.
 */

/** On it execution says how far the tasks of a run are: `{taskId, progress, previewUrl?}`. */
export const tickTopic = (runId: string): string => `run:${runId}`;

/** On it whoever follows a run says so, at once and then every {@link WATCH_EVERY_MS}: `{runId}`. */
export const WATCHED_RUNS = 'watched-runs';

/** Milliseconds between two words of one follower. */
export const WATCH_EVERY_MS = 5_000;

/** Milliseconds after its last word for which a run counts as followed: two words may be lost. */
export const WATCHED_FOR_MS = 3 * WATCH_EVERY_MS;
