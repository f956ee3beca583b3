import { Pool } from 'undici';
import type { Outcome } from './open-loop.ts';

/** Nobody waits longer for a page. */
const PATIENCE_MS = 30_000;

/** A crowd comes over connections of its own: it must not queue on our side, where nobody would refuse it. */
const MANY = 512;

/** An answer as far as load is concerned. */
export interface Answer<Data> {
  readonly outcome: Outcome;
  /** Null unless answered. */
  readonly data: Data | null;
  /** The beginning of what came instead; empty when answered. */
  readonly said: string;
}

/** One caller's way to the graph, over kept connections as a browser's or a machine's would be. */
export class Connections {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;
  readonly #token: (() => Promise<string>) | null;

  /** @param token of a person, or what gives that of a machine; null for anyone */
  constructor(apiUrl: string, token: string | (() => Promise<string>) | null, connections = MANY) {
    this.#token = typeof token === 'string' ? () => Promise.resolve(token) : token;
    this.#pool = new Pool(apiUrl, { connections, bodyTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS });
    this.#headers = {
      'content-type': 'application/json',
      'x-studio-client': 'load',
    };
  }

  /** Never rejects: a lost connection and an answer with errors are failures. */
  async ask<Data = Record<string, unknown>>(query: string, variables: object = {}): Promise<Answer<Data>> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        path: '/graphql',
        method: 'POST',
        headers: this.#token
          ? { ...this.#headers, authorization: `Bearer ${await this.#token()}` }
          : this.#headers,
        body: JSON.stringify({ query, variables }),
      });
      const text = await body.text();
      const said = `${statusCode} ${text.slice(0, 300)}`;
      if (statusCode === 429)
        return { outcome: headers['retry-after'] ? 'refused' : 'failed', data: null, said };
      const answer = JSON.parse(text) as { data?: Data | null; errors?: unknown[] };
      const isGood = statusCode === 200 && answer.data && !answer.errors;
      return isGood
        ? { outcome: 'answered', data: answer.data!, said: '' }
        : { outcome: 'failed', data: null, said };
    } catch (error) {
      return { outcome: 'failed', data: null, said: String(error) };
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
