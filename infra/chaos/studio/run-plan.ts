import type { Random } from '../random.ts';

/** What a person, and the reviewer after them, will do with one run. */
export interface RunPlan {
  /** A published effect is put on a clip, once there is one; else an effect is made. */
  isUse: boolean;
  /** The creator stops it so long after it was submitted, in milliseconds; null: lets it go on. */
  cancelAfterMs: number | null;
  /** The creator prefers another candidate before the reviewer decides. */
  choosesAnother: boolean;
  decision: 'approve' | 'rejectRefunded' | 'rejectCharged';
  /** Submissions and decisions are sent twice at once. */
  sendsTwice: boolean;
}

export const planRun = (random: Random): RunPlan => ({
  isUse: random.chance(0.2),
  cancelAfterMs: random.chance(0.1) ? random.between(0, 8_000) : null,
  choosesAnother: random.chance(0.12),
  decision: random.chance(0.75) ? 'approve' : random.chance(0.6) ? 'rejectRefunded' : 'rejectCharged',
  sendsTwice: random.chance(0.25),
});
