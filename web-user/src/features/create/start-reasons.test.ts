import { describe, expect, it } from 'vitest';
import { type CreateForm, startReasons } from './start-reasons.ts';

const complete: CreateForm = {
  example: 'ready',
  footage: 'house',
  wish: 'Make it dusk',
  quote: { amountTokens: 40, availableTokens: 100 },
};

describe('reasons not to start', () => {
  it('has none for a complete form, also while clips are being checked', () => {
    expect(startReasons(complete)).toEqual([]);
    expect(startReasons({ ...complete, example: 'checking', footage: 'checking' })).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    const reasons = startReasons({ example: 'none', footage: 'none', wish: ' ', quote: null });
    expect(reasons).toHaveLength(4);
  });

  it('says by how much the wallet is short', () => {
    const quote = { amountTokens: 40, availableTokens: 12 };
    expect(startReasons({ ...complete, quote })).toEqual(['Your wallet is short of 28 tokens.']);
  });

  it('holds back while a clip is being sent or was refused', () => {
    expect(startReasons({ ...complete, example: 'sending', footage: 'refused' })).toHaveLength(2);
  });
});
