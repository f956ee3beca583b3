import { mapEigenvalues, type SymmetricMatrix, sandwich } from './symmetric-matrix.ts';

const MIN_GAIN = 0.05;
const MAX_GAIN = 1.6;
// Variance of compression noise in (a, b): a grey clip's noise must not be stretched into colour.
const NOISE_VARIANCE = 1e-5;

/**
 * The linear map that turns the footage's spread of chroma into the example's with the least
 * movement: Monge–Kantorovich for two Gaussians (Pitié and Kokaram, "The linear Monge–Kantorovitch
 * linear colour mapping", CVMP 2007), with both gains clamped to 0.05–1.6.
 */
export function fitChromaGain(footage: SymmetricMatrix, example: SymmetricMatrix): SymmetricMatrix {
  const source = withNoise(footage);
  const sourceRoot = mapEigenvalues(source, Math.sqrt);
  const sourceRootInverse = mapEigenvalues(source, (value) => 1 / Math.sqrt(value));
  const meeting = mapEigenvalues(sandwich(sourceRoot, withNoise(example)), (value) =>
    Math.sqrt(Math.max(0, value)),
  );
  const gain = sandwich(sourceRootInverse, meeting);
  return mapEigenvalues(gain, (value) => Math.min(MAX_GAIN, Math.max(MIN_GAIN, value)));
}

function withNoise({ aa, ab, bb }: SymmetricMatrix): SymmetricMatrix {
  return { aa: aa + NOISE_VARIANCE, ab, bb: bb + NOISE_VARIANCE };
}
