/**
 * Natural batching: what is asked while a batch is being served goes together into the next one. Nobody
 * waits when nothing is in flight, and the busier it gets, the fewer round trips each request costs.
 */
export class NaturalBatch<Request, Answer> {
  readonly #serve: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  readonly #mostAtOnce: number;
  #queued: Queued<Request, Answer>[] = [];
  #isServing = false;

  /**
   * @param serve answers all requests, in their order, all or none; when it throws for several, each is served alone
   * @param mostAtOnce requests in one batch, default 256
   */
  constructor(
    serve: (requests: readonly Request[]) => Promise<readonly Answer[]>,
    { mostAtOnce = 256 }: { mostAtOnce?: number } = {},
  ) {
    this.#serve = serve;
    this.#mostAtOnce = mostAtOnce;
  }

  /** @throws what serving this request alone throws */
  add(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ request, resolve, reject });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#queued.length > 0) await this.#serveAll(this.#queued.splice(0, this.#mostAtOnce));
    this.#isServing = false;
  }

  async #serveAll(batch: readonly Queued<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#serve(batch.map(({ request }) => request));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      // One bad request must not fail those that happened to come with it.
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await this.#serveAll([one]);
    }
  }
}

interface Queued<Request, Answer> {
  request: Request;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}
