interface Vertex {
  point: number[];
  value: number;
}

/**
 * Minimises a function over the unit cube by the simplex method of Nelder & Mead (1965), points outside being moved
 * to its surface. Deterministic.
 * @param start inside the cube @param evaluations at most, default 200
 * @returns the best point met; a local minimum at best
 */
export function minimizeInUnitCube(
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  evaluations = 200,
): number[] {
  let left = evaluations;
  const at = (raw: readonly number[]): Vertex => {
    left -= 1;
    const point = raw.map((one) => Math.min(1, Math.max(0, one)));
    const value = objective(point);
    return { point, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  const stepFrom = (value: number): number => (value > 0.5 ? value - 0.2 : value + 0.2);
  const simplex = [at(start), ...start.map((value, axis) => at(start.with(axis, stepFrom(value))))];
  const mix = (a: readonly number[], b: readonly number[], share: number): number[] =>
    a.map((value, axis) => value + share * (b[axis]! - value));
  while (left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (worst.value - best.value <= 1e-12 * (Math.abs(best.value) + 1e-12)) break;
    const others = simplex.slice(0, -1);
    const centre = start.map(
      (_, axis) => others.reduce((sum, one) => sum + one.point[axis]!, 0) / others.length,
    );
    const reflected = at(mix(centre, worst.point, -1));
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = at(mix(centre, worst.point, -2));
      next = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value >= others.at(-1)!.value) {
      const contracted = at(mix(centre, reflected.value < worst.value ? reflected.point : worst.point, 0.5));
      if (contracted.value >= Math.min(reflected.value, worst.value)) {
        for (let index = 1; index < simplex.length; index += 1) {
          simplex[index] = at(mix(best.point, simplex[index]!.point, 0.5));
        }
        continue;
      }
      next = contracted;
    }
    simplex[simplex.length - 1] = next;
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a)).point;
}
