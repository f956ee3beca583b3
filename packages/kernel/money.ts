/** Nano-USD in one US dollar. Money is an integer number of nano-USD, always. */
export const NANO_USD_PER_USD = 1_000_000_000n;
/** Milliseconds in an hour, for rates per hour. */
export const MS_PER_HOUR = 3_600_000n;

/**
 * Divides two integers and rounds half to even (IEEE 754-2019 §4.3.1), the rounding of every entry.
 * @throws RangeError when `denominator` is zero
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('division by zero');
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const away = numerator < 0n ? -1n : 1n;
  if (twice > denominator) return quotient + away;
  if (twice < denominator) return quotient;
  return quotient % 2n === 0n ? quotient : quotient + away;
}

/**
 * Splits an amount over weights by the largest remainder method; parts add up exactly.
 * Ties go to the earlier index. All weights zero: everything goes to the first part.
 * @param weights non-negative integers
 */
export function splitByLargestRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const sign = amount < 0n ? -1n : 1n;
  const magnitude = amount * sign;
  const floors = weights.map((weight) => (magnitude * weight) / total);
  let rest = magnitude - floors.reduce((sum, part) => sum + part, 0n);
  const order = weights
    .map((weight, index) => ({ index, remainder: (magnitude * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of order) {
    if (rest === 0n) break;
    floors[index] = floors[index]! + 1n;
    rest -= 1n;
  }
  return floors.map((part) => part * sign);
}

/** Nano-USD as a decimal dollar string with nine digits, such as `0.000750000`. */
export function formatNanoUsd(amount: bigint): string {
  const magnitude = amount < 0n ? -amount : amount;
  const whole = magnitude / NANO_USD_PER_USD;
  const part = (magnitude % NANO_USD_PER_USD).toString().padStart(9, '0');
  return `${amount < 0n ? '-' : ''}${whole}.${part}`;
}
