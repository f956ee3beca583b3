/** The size of an amount, whichever its sign. */
export function size(nanoUsd: string): bigint {
  const amount = BigInt(nanoUsd);
  return amount < 0n ? -amount : amount;
}
