/**
 * One separable [1 2 1]/4 pass along each axis of a cubic field of triples (red fastest): takes
 * kinks out of a colour displacement that neighbouring pixels would show as contours. Edges repeat.
 */
export function smoothField(field: Float32Array, size: number): Float32Array {
  let current = field;
  for (const pointsPerStep of [1, size, size * size]) {
    const next = new Float32Array(current.length);
    for (let point = 0; point < size ** 3; point++) {
      const position = Math.floor(point / pointsPerStep) % size;
      const before = position > 0 ? point - pointsPerStep : point;
      const after = position < size - 1 ? point + pointsPerStep : point;
      for (let channel = 0; channel < 3; channel++) {
        next[3 * point + channel] =
          0.25 * current[3 * before + channel]! +
          0.5 * current[3 * point + channel]! +
          0.25 * current[3 * after + channel]!;
      }
    }
    current = next;
  }
  return current;
}
