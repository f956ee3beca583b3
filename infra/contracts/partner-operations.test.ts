import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { misfitsOf, partnerFaults } from './partner-operations.ts';

it('operations of every released version of the partners’ package are answered by the contract of today', () => {
  expect(partnerFaults()).toEqual([]);
});

it('one that would not be is named with its place and what it misses', () => {
  const contract = buildSchema('type Query { wallet: Wallet } type Wallet { availableTokens: Int }');
  expect(
    misfitsOf('query Wallet {\n  wallet {\n    availableTokens\n    reservedTokens\n  }\n}', contract),
  ).toEqual(['line 4: Cannot query field "reservedTokens" on type "Wallet".']);
});
