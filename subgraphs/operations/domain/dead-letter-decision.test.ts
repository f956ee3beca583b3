import { describe, expect, it } from 'vitest';
import type { DeadLetterState } from '../generated/resolvers.ts';
import { type Decision, stateAfter } from './dead-letter-decision.ts';

const STATES: DeadLetterState[] = ['DEAD', 'PARKED', 'QUARANTINED', 'REPLAYING', 'REPLAYED', 'DISCARDED'];
const allowed = (decision: Decision) => STATES.filter((state) => stateAfter(decision, state));

describe('a decision about a dead letter', () => {
  it('replays what is dead or quarantined; parked letters follow by themselves', () => {
    expect(allowed('replay')).toEqual(['DEAD', 'QUARANTINED']);
    expect(stateAfter('replay', 'DEAD')).toBe('REPLAYING');
  });

  it('quarantines and discards everything that is still open', () => {
    expect(allowed('quarantine')).toEqual(['DEAD', 'PARKED', 'REPLAYING']);
    expect(stateAfter('quarantine', 'REPLAYING')).toBe('QUARANTINED');
    expect(allowed('discard')).toEqual(['DEAD', 'PARKED', 'QUARANTINED', 'REPLAYING']);
    expect(stateAfter('discard', 'PARKED')).toBe('DISCARDED');
  });
});
