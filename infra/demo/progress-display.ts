const STAGES: Record<string, string> = {
  QUEUED: 'Waiting for its turn',
  AWAITING_MEDIA: 'Clips received',
  RESERVING: 'Tokens being reserved',
  ANALYZING: 'Look being understood',
  PROMPTING: 'Prompts being written',
  DISPATCHING: 'Sent to the providers',
  RUNNING: 'Rendering candidates',
  EVALUATING: 'Judging candidates',
  SELECTING: 'Choosing the best',
  FINISHING: 'Rendering in full length',
  AWAITING_APPROVAL: 'Waiting for approval',
  PUBLISHING: 'Publishing',
  PUBLISHED: 'Published',
  FAILED: 'Failed',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};

/** Shows stages as lines and, on a terminal, the providers' percent on one line that is redrawn. */
export class ProgressDisplay {
  readonly #out: NodeJS.WriteStream | null;
  readonly #startedAt = performance.now();
  readonly #shares = new Map<string, number>();
  #isLineOpen = false;

  /** @param out null shows nothing */
  constructor(out: NodeJS.WriteStream | null) {
    this.#out = out;
  }

  stage(state: string): void {
    this.line(STAGES[state] ?? state);
    this.#shares.clear();
  }

  line(text: string): void {
    if (!this.#out) return;
    this.#closeLine();
    const seconds = ((performance.now() - this.#startedAt) / 1_000).toFixed(1).padStart(6);
    this.#out.write(`${seconds} s  ${text}\n`);
  }

  /** @param share 0 to 1 */
  share(name: string, share: number): void {
    this.#shares.set(name, share);
    if (!this.#out?.isTTY) return;
    const text = [...this.#shares]
      .map(([label, value]) => `${label} ${String(Math.round(value * 100)).padStart(3)}%`)
      .join('   ');
    this.#out.write(`\r\u001b[2K          ${text}`);
    this.#isLineOpen = true;
  }

  #closeLine(): void {
    if (this.#isLineOpen) this.#out?.write('\r\u001b[2K');
    this.#isLineOpen = false;
  }
}
