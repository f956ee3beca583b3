/**
 * Rounds parts to whole numbers that add up to a known whole: each is rounded down, and the rest goes, one by
 * one, to those with the largest remainders (Hamilton's method); ties go to the earlier part. What floats lost on
 * huge amounts is spread evenly first.
 * @param parts finite, of any sign; their sum should be about `whole`
 */
export function roundToSum(parts: readonly number[], whole: bigint): bigint[] {
  if (parts.length === 0) return [];
  const rounded = parts.map((part) => BigInt(Math.floor(part)));
  const count = BigInt(parts.length);
  let rest = whole - rounded.reduce((sum, part) => sum + part, 0n);
  // Floor division, so that what is left to hand out is one each for less than all parts.
  const each = (rest - (((rest % count) + count) % count)) / count;
  rest -= each * count;
  const order = parts
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of order) {
    rounded[index]! += each;
    if (rest > 0n) {
      rounded[index]! += 1n;
      rest -= 1n;
    }
  }
  return rounded;
}
