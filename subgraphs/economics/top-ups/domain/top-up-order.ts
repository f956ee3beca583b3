/** Where a purchase of tokens stands. Only PENDING changes, and once. */
export type TopUpState = 'PENDING' | 'PAID' | 'DECLINED';

/** A person's purchase of tokens, at the price that was in force when they ordered. */
export interface TopUpOrder {
  id: string;
  ownerId: string;
  amountTokens: number;
  priceNanoUsd: bigint;
  state: TopUpState;
  /** Who takes the payment. */
  paymentProvider: string;
  createdAt: Date;
}

/** Tokens of one purchase. */
export const PURCHASE_TOKENS = { least: 10, greatest: 100_000 } as const;

/** What tokens cost: the rate at which they are charged, nothing on top. @param tokenRateNanoUsd of one token */
export const priceOf = (amountTokens: number, tokenRateNanoUsd: bigint): bigint =>
  BigInt(amountTokens) * tokenRateNanoUsd;

const NANO = 1_000_000_000n;
const DIGITS = 9;
const LEAST_DIGITS = 2;

/** Nano-USD as people read dollars: exact, with at least two digits behind the point. @returns such as `4.00` or `0.000042` */
export function inDollars(nanoUsd: bigint): string {
  const fraction = (nanoUsd % NANO).toString().padStart(DIGITS, '0').replace(/0+$/, '');
  return `${nanoUsd / NANO}.${fraction.padEnd(LEAST_DIGITS, '0')}`;
}
