import { setTimeout as wait } from 'node:timers/promises';
import type { TypedDocumentString } from '@effect-studio/schema/generated/client';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

const RETRY_WAIT_MS = 500;

/** A refusal or failure that ends the demo, in a sentence for a person. */
export class DemoFault extends Error {}

/** One signed-in person on the public graph. */
export class Graph {
  readonly #url: string;
  readonly #token: string;
  readonly #correlationId: string;
  readonly #sockets: Client;

  constructor(options: { url: string; token: string; correlationId: string }) {
    this.#url = options.url;
    this.#token = options.token;
    this.#correlationId = options.correlationId;
    this.#sockets = createClient({
      url: options.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${options.token}`, correlationId: options.correlationId },
      // The api may be restarting; the subscription begins again where it was told to.
      retryAttempts: 60,
      shouldRetry: () => true,
      retryWait: () => wait(RETRY_WAIT_MS),
    });
  }

  /** @throws DemoFault when the graph answers errors */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#token}`,
        'x-correlation-id': this.#correlationId,
        'x-studio-client': 'demo',
      },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
    const body = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (body.errors?.length || !body.data) {
      throw new DemoFault(
        `The graph refused: ${body.errors?.map((error) => error.message).join('; ') ?? 'no answer'}`,
      );
    }
    return body.data;
  }

  /** Events of a subscription; ends when the reader stops. */
  async *follow<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data> {
    const events = this.#sockets.iterate<Data>({
      query: document.toString(),
      variables: variables as Record<string, unknown>,
    });
    for await (const event of events) {
      if (event.errors?.length) throw new DemoFault(`The subscription failed: ${event.errors[0]!.message}`);
      if (event.data) yield event.data;
    }
  }

  async close(): Promise<void> {
    await this.#sockets.dispose();
  }
}

/** Passes what a union's success type carries; a problem becomes a fault in its own words. */
export function expectResult<Result extends { __typename?: string }, Name extends string>(
  result: Result,
  typename: Name,
): Extract<Result, { __typename: Name }> {
  if (result.__typename === typename) return result as Extract<Result, { __typename: Name }>;
  const words = result as { humanReadableCause?: string; suggestedAction?: string };
  throw new DemoFault(
    `${words.humanReadableCause ?? `The graph answered ${result.__typename}.`} ${words.suggestedAction ?? ''}`.trim(),
  );
}
