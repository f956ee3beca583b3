import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import type { DeadLetterState } from '../../../generated/graphql.ts';

/** What becomes of a letter, in the order of the page. */
export const STATES: readonly (readonly [DeadLetterState, string, Tone])[] = [
  ['DEAD', 'Waiting for you', 'bad'],
  ['PARKED', 'Parked behind one', 'warn'],
  ['QUARANTINED', 'Quarantined', 'explore'],
  ['REPLAYING', 'Replaying', 'accent'],
  ['REPLAYED', 'Done after all', 'good'],
  ['DISCARDED', 'Discarded', 'neutral'],
];

/** A letter's state as a word. */
export function LetterState({ state }: { state: DeadLetterState }) {
  const found = STATES.find(([key]) => key === state);
  return <Chip tone={found?.[2] ?? 'neutral'}>{found?.[1] ?? state}</Chip>;
}
