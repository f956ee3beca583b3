/**
 * Which of several hypotheses to believe in so that at most `rate` of those believed are false on average
 * (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995, procedure (1)).
 * @param pValues one per hypothesis, 0 to 1 @param rate such as 0.1
 * @returns one flag per hypothesis, in their order
 */
export function benjaminiHochberg(pValues: readonly number[], rate: number): boolean[] {
  const ascending = [...pValues].sort((a, b) => a - b);
  let cut = -1;
  ascending.forEach((p, index) => {
    if (p <= (rate * (index + 1)) / ascending.length) cut = p;
  });
  return pValues.map((p) => p <= cut);
}
