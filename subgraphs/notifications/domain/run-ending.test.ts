import { describe, expect, it } from 'vitest';
import { type EndingFacts, hasToldRefund, settlementToTell } from './run-ending.ts';

const facts: EndingFacts = {
  ending: { kind: 'RUN_FAILED', cause: 'c', suggestion: 's', topic: 't' },
  reservedTokens: 30,
  chargedTokens: null,
  returnedTokens: 0,
  refund: null,
  told: null,
};

describe('telling how a run ended', () => {
  it('waits for the refund of a reservation, then states it', () => {
    expect(settlementToTell(facts, false)).toBe('wait');
    expect(settlementToTell({ ...facts, returnedTokens: 30 }, false)).toEqual({
      kind: 'returned',
      amountTokens: 30,
    });
  });

  it('goes out without an amount when the refund does not come in time', () => {
    expect(settlementToTell(facts, true)).toEqual({ kind: 'returning' });
  });

  it('goes out at once when nothing was reserved or the charge stands', () => {
    expect(settlementToTell({ ...facts, reservedTokens: null }, false)).toEqual({ kind: 'not-charged' });
    const charged = { ...facts, chargedTokens: 30 };
    expect(settlementToTell(charged, false)).toEqual({ kind: 'kept' });
    expect(settlementToTell({ ...charged, refund: 'none' }, false)).toEqual({ kind: 'kept' });
    expect(settlementToTell({ ...charged, refund: 'full' }, false)).toBe('wait');
  });

  it('tells nothing twice, and nothing before the run ended', () => {
    expect(settlementToTell({ ...facts, told: 'returning', returnedTokens: 30 }, true)).toBeNull();
    expect(settlementToTell({ ...facts, ending: null, returnedTokens: 30 }, true)).toBeNull();
  });

  it('owes a refund a notice of its own only when the ending did not speak of it', () => {
    expect(hasToldRefund({ ...facts, told: 'returning' })).toBe(true);
    expect(hasToldRefund({ ...facts, told: 'kept' })).toBe(false);
    expect(hasToldRefund(facts)).toBe(false);
  });
});
