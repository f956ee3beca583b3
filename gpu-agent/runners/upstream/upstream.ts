import { setTimeout as sleep } from 'node:timers/promises';
import { RunnerError } from '../runner-error.ts';
import { retryAfterMs } from './retry-after.ts';

export interface UpstreamOptions {
  /** Where it lies; paths are appended. */
  baseUrl: string;
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds without an answer until one request counts as lost, default 15,000. */
  requestTimeoutMs?: number;
  /** Milliseconds that one execution waits altogether because it was asked to slow down, default 120,000. */
  longestThrottleMs?: number;
  /** Tries of a request that may be repeated, default 4. */
  attempts?: number;
  /** Milliseconds before the second try, doubled with each, with full jitter; default 250. */
  firstRetryMs?: number;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What one execution waited for, because upstream asked to slow down. */
export interface ThrottleTally {
  count: number;
  waitedMs: number;
}

export interface UpstreamRequest {
  method?: 'DELETE' | 'GET' | 'POST' | 'PUT';
  body?: RequestInit['body'] | undefined;
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  tally: ThrottleTally;
  /** Whether it does no harm twice: then network faults and 5xx are tried again. Default: for GET and DELETE. */
  repeatable?: boolean;
  /** Milliseconds without an answer until it counts as lost; default: the upstream's. */
  timeoutMs?: number;
}

const THROTTLED = new Set([429, 503]);
const NO_ANSWER = Symbol('no answer');

/**
 * Somebody else's HTTP service. Answers that ask to slow down are waited for, faults of the network and of the service
 * are tried again where that is harmless, and what remains is a classified RunnerError. Any other answer is the caller's.
 */
export class Upstream {
  readonly #options: Required<UpstreamOptions>;

  constructor(options: UpstreamOptions) {
    this.#options = {
      headers: {},
      requestTimeoutMs: 15_000,
      longestThrottleMs: 120_000,
      attempts: 4,
      firstRetryMs: 250,
      wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
      ...options,
    };
  }

  /** The address of a path. */
  url(path: string): string {
    return `${this.#options.baseUrl.replace(/\/$/, '')}${path}`;
  }

  /**
   * @returns any answer but 429, 5xx and 401/403
   * @throws RunnerError `CANCELLED`, `THROTTLED`, `PROVIDER_UNAVAILABLE`
   */
  async request(path: string, request: UpstreamRequest): Promise<Response> {
    const { method = 'GET', signal, tally } = request;
    const isRepeatable = request.repeatable ?? (method === 'GET' || method === 'DELETE');
    for (let attempt = 1; ; ) {
      const answer = await this.#try(path, request);
      if (answer instanceof Response && !THROTTLED.has(answer.status) && answer.status < 500) {
        if (answer.status === 401 || answer.status === 403) throw refused(path, answer.status);
        return answer;
      }
      if (answer instanceof Response && (answer.status === 429 || answer.headers.has('retry-after'))) {
        await this.#slowDown(answer, tally, signal);
        continue;
      }
      if (!isRepeatable || attempt >= this.#options.attempts) throw unavailable(path, answer, tally);
      await this.#pause(Math.random() * this.#options.firstRetryMs * 2 ** (attempt - 1), signal);
      attempt += 1;
    }
  }

  async #try(path: string, request: UpstreamRequest): Promise<Response | Error | typeof NO_ANSWER> {
    const { method = 'GET', body, headers, signal } = request;
    const timeout = AbortSignal.timeout(request.timeoutMs ?? this.#options.requestTimeoutMs);
    try {
      return await fetch(this.url(path), {
        method,
        body: body ?? null,
        headers: { ...this.#options.headers, ...headers },
        signal: AbortSignal.any([signal, timeout]),
        redirect: 'error',
      });
    } catch (error) {
      if (signal.aborted) throw cancelled(signal);
      return timeout.aborted ? NO_ANSWER : error instanceof Error ? error : new Error(String(error));
    }
  }

  async #slowDown(answer: Response, tally: ThrottleTally, signal: AbortSignal): Promise<void> {
    const waitMs = retryAfterMs(answer.headers);
    tally.count += 1;
    await answer.body?.cancel();
    if (tally.waitedMs + waitMs > this.#options.longestThrottleMs) {
      throw new RunnerError('THROTTLED', `it asked to wait ${Math.round(waitMs)} ms more`, {
        throttled: { ...tally },
      });
    }
    await this.#pause(waitMs, signal);
    tally.waitedMs += waitMs;
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.wait(ms, signal);
    } catch (error) {
      throw signal.aborted ? cancelled(signal) : error;
    }
  }
}

const cancelled = (signal: AbortSignal): RunnerError =>
  new RunnerError('CANCELLED', 'the task was cancelled', { cause: signal.reason });

const refused = (path: string, status: number): RunnerError =>
  new RunnerError('PROVIDER_UNAVAILABLE', `${path} was answered ${status}: the agent may not do that`);

function unavailable(
  path: string,
  answer: Response | Error | typeof NO_ANSWER,
  tally: ThrottleTally,
): RunnerError {
  const throttled = { ...tally };
  if (answer === NO_ANSWER) {
    const options = { timeout: 'heartbeat' as const, throttled };
    return new RunnerError('PROVIDER_UNAVAILABLE', `${path} was not answered`, options);
  }
  if (answer instanceof Response) {
    return new RunnerError('PROVIDER_UNAVAILABLE', `${path} was answered ${answer.status}`, { throttled });
  }
  const cause = (answer.cause as { code?: string } | undefined)?.code ?? answer.message;
  return new RunnerError('PROVIDER_UNAVAILABLE', `${path} could not be reached: ${cause}`, {
    cause: answer,
    throttled,
  });
}
