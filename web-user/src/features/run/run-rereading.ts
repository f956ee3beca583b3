import { isUnhappy, type RunStateName } from '@effect-studio/web-kit/run/run-words.ts';

/** How often a run is read again while its versions are rendered and judged. */
const LOOK_AGAIN_MS = 1_500;
/** When a run that ended without a result is read again: its tokens are booked back a moment after its end. */
const AFTER_END_MS = [1_000, 3_000, 8_000, 20_000];

/**
 * When to read a run again for what its feed does not tell: versions that start, end and are judged within one
 * state, and tokens that return after the end.
 * @returns `every`: an interval; `after`: moments from now. Milliseconds both
 */
export function rereading(state: RunStateName): { every: number | null; after: readonly number[] } {
  const isRendering = state === 'DISPATCHING' || state === 'RUNNING' || state === 'EVALUATING';
  return { every: isRendering ? LOOK_AGAIN_MS : null, after: isUnhappy(state) ? AFTER_END_MS : [] };
}

/** True when the version that the creator chose could not be rendered in full, so that the one before it stays. */
export function isChoiceLost({ steps }: { steps: readonly { cause: string }[] }): boolean {
  const choice = steps.findLastIndex(({ cause }) => cause === 'ChooseCandidate');
  return choice >= 0 && steps[choice + 1]?.cause === 'TaskFailed';
}
