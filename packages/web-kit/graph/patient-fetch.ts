/** Nobody looks at an empty panel for longer than this; then the refusal is shown. */
const MOST_PATIENCE_S = 5;
const MOST_TRIES = 3;
/** Everyone who was refused at once would come again at once. */
const JITTER_MS = 500;

/** What {@link patientFetch} needs of its surroundings. */
export interface Surroundings {
  fetch: typeof fetch;
  wait: (milliseconds: number) => Promise<void>;
  /** 0 to 1. */
  random: () => number;
}

const BROWSER: Surroundings = {
  fetch: (...request) => fetch(...request),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/**
 * A `fetch` that comes again when the studio is busy: after 429 or 503 with `Retry-After` of a few seconds (RFC 9110 §10.2.3),
 * twice. Nothing was done of what was refused so, mutations included.
 */
export const patientFetch =
  (around: Surroundings = BROWSER): typeof fetch =>
  async (input, init) => {
    for (let tried = 1; ; tried += 1) {
      const response = await around.fetch(input, init);
      const isBusy = response.status === 429 || response.status === 503;
      const waitS = Number(response.headers.get('retry-after') ?? Number.NaN);
      if (!isBusy || tried === MOST_TRIES || !(waitS <= MOST_PATIENCE_S)) return response;
      await around.wait(waitS * 1_000 + around.random() * JITTER_MS);
    }
  };
