/** Clips from this length on are played in segments instead of as one file, milliseconds: shorter ones are there at once. */
export const STREAMED_FROM_MS = 30_000;

/** Whether it is worth asking for a clip's playlist. @param durationMs null while it is not known */
export const isStreamed = (durationMs: number | null | undefined): boolean =>
  durationMs != null && durationMs >= STREAMED_FROM_MS;
