/** With fewer requests, a lane of their own would cost more than it saves. */
const WORTH_A_LANE = 16;

/**
 * Natural batching: what is asked while a batch is being served goes together into the next one. Nobody
 * waits when nothing is in flight, and the busier it gets, the fewer round trips each request costs.
 */
export class NaturalBatch<Request, Answer> {
  readonly #serve: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  readonly #mostAtOnce: number;
  readonly #mostLanes: number;
  #queued: Queued<Request, Answer>[] = [];
  #lanes = 0;

  /**
   * @param serve answers all requests, in their order, all or none; when it throws for several, each is served alone
   * @param mostAtOnce requests in one batch, default 256
   * @param mostLanes batches in flight at once, default 1. Another lane opens only for a batch that is worth its round trip.
   */
  constructor(
    serve: (requests: readonly Request[]) => Promise<readonly Answer[]>,
    { mostAtOnce = 256, mostLanes = 1 }: { mostAtOnce?: number; mostLanes?: number } = {},
  ) {
    this.#serve = serve;
    this.#mostAtOnce = mostAtOnce;
    this.#mostLanes = mostLanes;
  }

  /** @throws what serving this request alone throws */
  add(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ request, resolve, reject });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#lanes >= this.#mostLanes) return;
    if (this.#lanes > 0 && this.#queued.length < WORTH_A_LANE) return;
    this.#lanes += 1;
    while (this.#queued.length > 0) {
      await this.#serveAll(this.#queued.splice(0, this.#mostAtOnce));
      // Who was just answered may ask again at once, and then comes with those who waited; else the two take turns for ever.
      await new Promise(setImmediate);
    }
    this.#lanes -= 1;
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
