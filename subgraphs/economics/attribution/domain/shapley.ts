/**
 * How much each factor of a product moved it: the Shapley value (1953) of a game in which factors change from
 * `before` to `after` in every order. It adds up to the change of the product, treats factors alike, and, unlike
 * logarithmic means, is defined for zeros and losses.
 */
export function shapleyOfProduct(
  before: readonly [number, number, number],
  after: readonly [number, number, number],
): [number, number, number] {
  const [x0, y0, z0] = before;
  const [x1, y1, z1] = after;
  const share = (change: number, a0: number, b0: number, a1: number, b1: number): number =>
    change * ((a0 * b0 + a1 * b1) / 3 + (a0 * b1 + a1 * b0) / 6);
  return [share(x1 - x0, y0, z0, y1, z1), share(y1 - y0, x0, z0, x1, z1), share(z1 - z0, x0, y0, x1, y1)];
}
