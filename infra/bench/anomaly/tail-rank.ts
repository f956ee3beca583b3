const BINS = 160;
/** From a thousandth to a million, on a logarithmic scale. */
const LOWEST = -3;
const SPAN = 9;

/** Ranks each value of a stream among those before it; a histogram of fixed size, so that a stream may go on for ever. */
export class TailRank {
  readonly #counts = new Float64Array(BINS);
  #total = 0;

  /** −log₁₀ of the share of earlier values that were at least as great, and takes the value in. 0 is ordinary. */
  add(value: number): number {
    const place = Math.log10(Math.max(1e-12, value));
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((place - LOWEST) / SPAN) * BINS)));
    let above = 0;
    for (let index = bin; index < BINS; index += 1) above += this.#counts[index]!;
    const tail = (above + 1) / (this.#total + 1);
    this.#counts[bin] = this.#counts[bin]! + 1;
    this.#total += 1;
    return -Math.log10(tail);
  }
}
