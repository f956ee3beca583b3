import { createHmac } from 'node:crypto';

/**
 * Draws that replay: an HMAC-SHA256 of the run under the manifest's digest, cut into uniform numbers.
 * @returns the digest in hex, to be logged, and five numbers in [0, 1)
 */
export function seededDraws(runId: string, manifestDigest: string): { seed: string; draws: number[] } {
  const digest = createHmac('sha256', manifestDigest).update(runId).digest();
  const draws = Array.from({ length: 5 }, (_, index) => digest.readUIntBE(index * 6, 6) / 2 ** 48);
  return { seed: digest.toString('hex'), draws };
}
