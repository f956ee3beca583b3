/** What decides which version the stage shows. */
export interface VersionChoice {
  candidates: readonly { taskId: string; rank: number | null; outputUrl: string | null }[];
  winnerTaskId: string | null;
  /** What the person picked; null until they did. */
  pickedTaskId: string | null;
}

/**
 * The version on the stage: the person's pick, else the winner, else the best-ranked, else the first that can be
 * shown; null while none can.
 */
export function shownVersion({ candidates, winnerTaskId, pickedTaskId }: VersionChoice): string | null {
  const showable = candidates.filter(({ outputUrl }) => outputUrl !== null);
  const has = (taskId: string | null) => showable.some((candidate) => candidate.taskId === taskId);
  if (has(pickedTaskId)) return pickedTaskId;
  if (has(winnerTaskId)) return winnerTaskId;
  const [best] = [...showable].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
  return best?.taskId ?? null;
}
