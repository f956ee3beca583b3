import { invalidInput } from '@effect-studio/kernel/errors';
import type { Excerpt } from '@effect-studio/schema/events/shapes';
import { trimFault } from '../domain/plan/trim.ts';

/** The refusal of a trim that the clip has no room for; null when there is none, or no trim. */
export function badTrim(trim: Excerpt | null, footageDurationMs: number | null) {
  const fault = trim && trimFault(trim, footageDurationMs);
  return fault && invalidInput('footageTrim', fault.cause, fault.action);
}
