import type { DeadLetterState } from '../generated/resolvers.ts';

/** What a person may decide about a dead letter. */
export type Decision = 'replay' | 'quarantine' | 'discard';

interface Rule {
  from: readonly DeadLetterState[];
  to: DeadLetterState;
}

/** Parked letters are not replayed by themselves: they follow the one that they wait for, in order. */
const RULES: Readonly<Record<Decision, Rule>> = {
  replay: { from: ['DEAD', 'QUARANTINED'], to: 'REPLAYING' },
  quarantine: { from: ['DEAD', 'PARKED', 'REPLAYING'], to: 'QUARANTINED' },
  discard: { from: ['DEAD', 'PARKED', 'QUARANTINED', 'REPLAYING'], to: 'DISCARDED' },
};

/** The state that a letter goes into, or null when this cannot be decided about it now. */
export function stateAfter(decision: Decision, state: DeadLetterState): DeadLetterState | null {
  const { from, to } = RULES[decision];
  return from.includes(state) ? to : null;
}
