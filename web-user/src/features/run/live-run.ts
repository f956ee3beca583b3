import type { RunProgressSubscription } from '../../../generated/graphql.ts';

/** What the feed of a run told that is not kept anywhere else. */
export interface LiveRun {
  /** The first position that the feed still had, when it had lost some; null: it lost none. */
  gap: string | null;
  /** The newest picture of the work as it goes, by task. */
  previews: ReadonlyMap<string, string>;
}

export const UNHEARD: LiveRun = { gap: null, previews: new Map() };

/** What is known after one more word of the feed. A tick without a picture leaves the last one. */
export function hear(known: LiveRun, { runProgress }: RunProgressSubscription): LiveRun {
  if (runProgress.__typename === 'Gap') return { ...known, gap: runProgress.firstAvailable };
  if (runProgress.__typename !== 'TaskTick' || !runProgress.previewUrl) return known;
  return { ...known, previews: new Map(known.previews).set(runProgress.taskId, runProgress.previewUrl) };
}
