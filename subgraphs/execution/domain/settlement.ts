import { decide, type TaskSituation } from './task-machine.ts';

/** The attempt that a result belongs to. */
export interface AttemptSituation {
  epoch: number;
  /** It ended before: it expired, failed, or was completed. */
  isOver: boolean;
  /** What was accepted of this attempt before. */
  accepted: { sha256: string; isLate: boolean } | null;
}

/** What becomes of a result. */
export type CompletionVerdict =
  /** The task succeeds. `isLate`: its lease had expired, and nobody else began. */
  | { kind: 'succeeded'; isLate: boolean }
  /** The task was given up or cancelled: recorded and paid, the task stays as it is. */
  | { kind: 'late'; isLate: true }
  /** The very result that was accepted before: answered alike. */
  | { kind: 'repeated'; isLate: boolean }
  /** Another result was accepted of this lease before. */
  | { kind: 'conflict' }
  /** A newer lease exists, or the task succeeded by another. */
  | { kind: 'stale' };

/** Decides over a result whose bytes are known by their digest. @param sha256 lower-case hex */
export function judgeCompletion(
  task: TaskSituation,
  attempt: AttemptSituation,
  sha256: string,
): CompletionVerdict {
  if (attempt.accepted) {
    if (attempt.accepted.sha256 !== sha256) return { kind: 'conflict' };
    return { kind: 'repeated', isLate: attempt.accepted.isLate };
  }
  const outcome = decide(task, { kind: 'complete', epoch: attempt.epoch });
  if (outcome.kind === 'moved') return { kind: 'succeeded', isLate: attempt.isOver };
  return outcome.kind === 'late' ? { kind: 'late', isLate: true } : { kind: 'stale' };
}
