import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionFor, type RunAccountState, type RunMoneyEvent } from './run-account.ts';

const EVENTS: readonly RunMoneyEvent[] = ['REQUESTED', 'RESULT_READY', 'ENDED', 'FULL_REFUND_ORDERED'];

/** Carries out an action as the use cases do; the ledger has tokens enough, or not. */
function step(state: RunAccountState, event: RunMoneyEvent, hasTokens: boolean): RunAccountState {
  switch (actionFor(state, event)) {
    case 'RESERVE':
      return hasTokens ? 'RESERVED' : 'REFUSED';
    case 'REFUSE_ENDED':
      return 'REFUSED';
    case 'CHARGE':
      return 'CHARGED';
    case 'RELEASE':
      return 'RELEASED';
    case 'REFUND':
      return 'REFUNDED';
    case 'CLOSE':
      return 'CLOSED';
    case 'ATTRIBUTE':
    case 'IGNORE':
      return state;
  }
}

describe('the money of a run', () => {
  it('is reserved, charged and given back at most once in any order of any number of events', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }),
        fc.boolean(),
        (events, hasTokens) => {
          let state: RunAccountState = 'OPEN';
          const done: string[] = [];
          for (const event of events) {
            const action = actionFor(state, event);
            if (['RESERVE', 'CHARGE', 'RELEASE', 'REFUND'].includes(action)) done.push(action);
            state = step(state, event, hasTokens);
          }
          expect(new Set(done).size).toBe(done.length);
          // Never both charged and released; nothing is moved that was not reserved first.
          expect(done.includes('CHARGE') && done.includes('RELEASE')).toBe(false);
          if (done.length > 1) expect(done[0]).toBe('RESERVE');
          if (done.includes('REFUND')) expect(done).toContain('CHARGE');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('holds nothing once a run has ended, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
        const last = [...events, 'ENDED' as const].reduce<RunAccountState>(
          (state, event) => step(state, event, true),
          'OPEN',
        );
        expect(last).not.toBe('RESERVED');
        expect(last).not.toBe('OPEN');
      }),
    );
  });
});
