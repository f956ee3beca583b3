/** Windows quieter than this share of the loudest are silence. */
const AUDIBLE_SHARE = 0.02;
const LOST_SHARE = 0.1;

/**
 * Share of the footage's audible moments that are lost in the candidate.
 * @param footage, candidate loudness of equally long windows, from the same moment on
 */
export function soundLoss(footage: readonly number[], candidate: readonly number[]): number {
  const loudest = footage.reduce((most, value) => Math.max(most, value), 1);
  const audible = footage.map((rms, i) => ({ rms, i })).filter(({ rms }) => rms >= AUDIBLE_SHARE * loudest);
  const lost = audible.filter(({ rms, i }) => (candidate[i] ?? 0) < LOST_SHARE * rms).length;
  return audible.length === 0 ? 0 : lost / audible.length;
}
