import type { Excerpt } from '@effect-studio/schema/events/shapes';
import type { Leg } from '../leg.ts';
import type { RunSaga } from '../saga/run-saga.ts';
import { pastTheEnd, SHORTEST_EXCERPT_MS } from './chosen-excerpt.ts';

/**
 * Why a clip cannot be trimmed to this part, in words; null when it can.
 * @param footageDurationMs null while the clip is not known yet; then only the part's length is judged
 */
export function trimFault(
  trim: Excerpt,
  footageDurationMs: number | null,
): { cause: string; action: string } | null {
  const { startMs, durationMs } = trim;
  if (!Number.isFinite(startMs) || !Number.isFinite(durationMs) || startMs < 0) {
    return { cause: 'The part begins before the clip does.', action: 'Begin at 0 seconds or later.' };
  }
  if (durationMs < SHORTEST_EXCERPT_MS) {
    return {
      cause: `The part is ${durationMs / 1_000} seconds long; ${SHORTEST_EXCERPT_MS / 1_000} is the least.`,
      action: 'Choose a longer part, or leave the clip whole.',
    };
  }
  return pastTheEnd('part', trim, footageDurationMs);
}

/** The part of the footage that results cover, within the clip; null for the whole, as where too little of the part lies in it. */
export function resultPart(trim: Excerpt | null, footageDurationMs: number): Excerpt | null {
  if (!trim) return null;
  const durationMs = Math.min(trim.durationMs, footageDurationMs - trim.startMs);
  return durationMs >= SHORTEST_EXCERPT_MS ? { startMs: trim.startMs, durationMs } : null;
}

/** What a leg renders that is to be a result: the trimmed footage, else the whole. */
export function resultWork({ trim, analysis }: RunSaga): Pick<Leg, 'excerpt' | 'workUnits'> {
  const { footageDurationMs, footageMegapixels } = analysis!;
  const excerpt = resultPart(trim, footageDurationMs);
  const seconds = (excerpt?.durationMs ?? footageDurationMs) / 1_000;
  return { excerpt, workUnits: seconds * footageMegapixels };
}
