import { type EffectParameters, effectParameters } from '@effect-studio/schema/media/effect-parameters';
import type { JsonRecord } from '../json.ts';

/** A candidate of an earlier run that is rendered again, by the same workflow and from the same analysis. */
export interface Rerender {
  runId: string;
  taskId: string;
  workflowId: string;
  workflowDigest: string;
  effectTypeId: string;
}

/** Numbers that a person may move, and the switch; what is left out stays as the candidate had it. */
export type ParameterChange = {
  [Name in (typeof CHANGEABLE)[number]]?: EffectParameters[Name] | null | undefined;
};

/** Towards the example, or away from it. */
export type Likeness = 'MORE' | 'LESS';

/** Why a change cannot be made, in words. */
export interface ChangeFault {
  field: string;
  cause: string;
  action: string;
}

const CHANGEABLE = ['strength', 'warmth', 'brightness', 'contrast', 'saturation', 'protectSkin'] as const;
/** What one press of "more like the example" adds to the strength. */
const LIKENESS_STEP = 0.2;
/** Less than this is the footage as it is. */
const LEAST_STRENGTH = 0.1;

/**
 * The candidate's parameters with the change in place.
 * @param likeness moves the strength by 0.2; a strength that is told counts instead
 */
export function changeParameters(
  made: JsonRecord,
  change: ParameterChange,
  likeness: Likeness | null,
): { parameters: JsonRecord } | { fault: ChangeFault } {
  const parameters: JsonRecord = { ...made };
  if (likeness !== null) {
    const strength = typeof made.strength === 'number' ? made.strength : 1;
    const moved = strength + (likeness === 'MORE' ? LIKENESS_STEP : -LIKENESS_STEP);
    const limited = Math.round(Math.min(1, Math.max(LEAST_STRENGTH, moved)) * 100) / 100;
    if (limited === strength) return { fault: atTheEnd(likeness) };
    parameters.strength = limited;
  }
  for (const name of CHANGEABLE) {
    const value = change[name];
    if (value === null || value === undefined) continue;
    const read = effectParameters.shape[name].safeParse(value);
    if (!read.success || read.data === undefined) return { fault: outOfRange(name) };
    parameters[name] = read.data;
  }
  const isSame = CHANGEABLE.every((name) => parameters[name] === made[name]);
  return isSame ? { fault: NOTHING } : { parameters };
}

const NOTHING: ChangeFault = {
  field: 'parameters',
  cause: 'This is how the candidate was made already.',
  action: 'Change at least one of its parameters.',
};

const atTheEnd = (likeness: Likeness): ChangeFault => ({
  field: 'likeness',
  cause:
    likeness === 'MORE'
      ? 'The effect goes all the way already.'
      : 'Less than this would leave the clip as it is.',
  action: 'Move another parameter, or choose another candidate.',
});

const outOfRange = (name: string): ChangeFault => ({
  field: `parameters.${name}`,
  cause: name === 'strength' ? 'A strength lies between 0 and 1.' : `${name} lies between −1 and 1.`,
  action: 'Send a number within the range.',
});
