import { traceHeaders } from '@effect-studio/telemetry/tracing';
import type { Caller } from '../context.ts';
import { StudioError } from '../errors.ts';
import type { InternalTokens } from './internal-token.ts';

/** Asks the graph on behalf of a caller: how a context gets another's answer without importing it. */
export interface GraphClient {
  /**
   * @param document GraphQL text
   * @throws StudioError `GRAPH_FAILED` when the graph answers errors or cannot be reached
   */
  ask<Data>(
    call: { caller: Caller; correlationId: string },
    document: string,
    variables?: object,
  ): Promise<Data>;
}

/** A graph client over HTTP with an internal token. */
export class HttpGraphClient implements GraphClient {
  readonly #url: string;
  readonly #tokens: InternalTokens;

  constructor(url: string, tokens: InternalTokens) {
    this.#url = url;
    this.#tokens = tokens;
  }

  async ask<Data>(
    call: { caller: Caller; correlationId: string },
    document: string,
    variables: object = {},
  ): Promise<Data> {
    const token = await this.#tokens.sign(call);
    let body: { data?: Data; errors?: { message: string }[] };
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'x-correlation-id': call.correlationId,
          'x-studio-client': 'internal',
          ...traceHeaders(),
        },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(10_000),
      });
      body = (await response.json()) as typeof body;
    } catch (error) {
      throw new StudioError('GRAPH_FAILED', `the graph at ${this.#url} did not answer`, {
        retryable: true,
        cause: error,
      });
    }
    if (body.errors?.length || !body.data) {
      const messages = body.errors?.map((error) => error.message).join('; ') ?? 'no data';
      throw new StudioError('GRAPH_FAILED', `the graph refused: ${messages}`, { retryable: true });
    }
    return body.data;
  }
}
