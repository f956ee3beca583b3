import { TRANSITIONS } from '@effect-studio/orchestrator/domain/saga/run-state';
import { RUN_STATES, type RunState } from '@effect-studio/schema/events/orchestrator';
import { describe, expect, it } from 'vitest';
import { CONTEXTS } from './contexts.ts';

/** How a run may end; no state leads out of these. */
const ENDS: readonly RunState[] = ['PUBLISHED', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED'];

/** Every state that can be reached from one by allowed moves, itself included. */
function reachableFrom(start: RunState): Set<RunState> {
  const reached = new Set<RunState>([start]);
  // A set grows while it is walked.
  for (const state of reached) for (const next of TRANSITIONS[state]) reached.add(next);
  return reached;
}

describe('the states of a run', () => {
  it('are reached from its beginning, each one', () => {
    const reached = reachableFrom('QUEUED');
    expect(RUN_STATES.filter((state) => !reached.has(state))).toEqual([]);
  });

  it.each(RUN_STATES)(
    '%s is an end or leads to one, by a way that fails and by one that does not',
    (state) => {
      if (ENDS.includes(state)) {
        expect(TRANSITIONS[state]).toEqual([]);
        return;
      }
      const reached = reachableFrom(state);
      expect(reached).toContain('PUBLISHED');
      expect(reached).toContain('FAILED');
    },
  );

  it.each(['RunFailed.v1', 'RunRejected.v1', 'RunCancelled.v1', 'RunExpired.v1'])(
    'when they end with %s, tasks are stopped, tokens settled and people told',
    (type) => {
      const told = CONTEXTS.filter((context) => context.consumers.some((consumer) => consumer.type === type));
      expect(told.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['execution', 'economics', 'notifications']),
      );
    },
  );
});
