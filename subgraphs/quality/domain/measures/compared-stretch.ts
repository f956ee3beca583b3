import { type Pace, paceOf } from '@effect-studio/media/pace';

/** At most this much of the output is compared: longer renderings are judged by a sample. */
const MAX_COMPARED_MS = 4_000;
/** No pace is more than this many times faster than the footage. */
const FASTEST = 2.6;

/** What of both files is compared, on the clocks of each. */
export interface ComparedStretch {
  outputStartMs: number;
  /** Length in the output. */
  durationMs: number;
  /** What to decode of the footage, and the pace that it is then brought to. */
  footage: { startMs: number; durationMs: number; pace: Pace | null };
}

/**
 * The stretch to compare: from the middle of the output, or from its beginning where the effect lets time pass
 * otherwise, because only from there on is its pace known.
 * @param rendered.window the stretch of the footage that was rendered; null for all of it
 */
export function comparedStretch(
  rendered: { window: { startMs: number; durationMs: number } | null; effectTypeId: string },
  footageMs: number,
): ComparedStretch {
  const window = rendered.window ?? { startMs: 0, durationMs: footageMs };
  const pace = paceOf(rendered.effectTypeId, window.durationMs);
  if (pace === null) {
    const durationMs = Math.min(window.durationMs, MAX_COMPARED_MS);
    const offsetMs = (window.durationMs - durationMs) / 2;
    return {
      outputStartMs: offsetMs,
      durationMs,
      footage: { startMs: window.startMs + offsetMs, durationMs, pace },
    };
  }
  const durationMs = Math.min(window.durationMs * pace.durationFactor, MAX_COMPARED_MS);
  return {
    outputStartMs: 0,
    durationMs,
    footage: { startMs: window.startMs, durationMs: Math.min(window.durationMs, durationMs * FASTEST), pace },
  };
}
