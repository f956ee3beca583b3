/** A symmetric 2×2 matrix ((aa, ab), (ab, bb)), as covariances of the two OKLab chroma axes are. */
export interface SymmetricMatrix {
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

/** Applies `map` to both eigenvalues and keeps the eigenvectors: square root, inverse, clamping. */
export function mapEigenvalues(
  matrix: SymmetricMatrix,
  map: (eigenvalue: number) => number,
): SymmetricMatrix {
  const { aa, ab, bb } = matrix;
  const mean = (aa + bb) / 2;
  const spread = Math.hypot((aa - bb) / 2, ab);
  const high = map(mean + spread);
  const low = map(mean - spread);
  if (spread < 1e-15) return { aa: high, ab: 0, bb: high };
  // Projector onto the eigenvector of the larger eigenvalue.
  const share = (aa - (mean - spread)) / (2 * spread);
  const cross = ab / (2 * spread);
  return {
    aa: low + (high - low) * share,
    ab: (high - low) * cross,
    bb: high - (high - low) * share,
  };
}

/** The congruence `outer · inner · outer`, symmetric again. */
export function sandwich(outer: SymmetricMatrix, inner: SymmetricMatrix): SymmetricMatrix {
  const { aa: p, ab: q, bb: r } = outer;
  const { aa: x, ab: y, bb: z } = inner;
  return {
    aa: p * p * x + 2 * p * q * y + q * q * z,
    ab: p * q * x + (p * r + q * q) * y + q * r * z,
    bb: q * q * x + 2 * q * r * y + r * r * z,
  };
}
