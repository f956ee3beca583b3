import { setTimeout as wait } from 'node:timers/promises';
import type { TypedDocumentString } from '@effect-studio/schema/generated/client';

const AGAIN_AFTER_MS = 300;
const ANSWER_WITHIN_MS = 20_000;
const PATIENCE_MS = 180_000;

/** A person whose program asks again until it is answered, as programs should: with the same key. */
export class PersistentClient {
  readonly #url: string;
  readonly #token: string;
  /** What was answered instead of data, by code; null for no answer at all. */
  readonly complaints: Map<string, number>;

  constructor(url: string, token: string, complaints: Map<string, number>) {
    this.#url = url;
    this.#token = token;
    this.complaints = complaints;
  }

  /**
   * @param correlationId under which everything that follows is traced; default: the gateway draws one
   * @throws Error when there is no answer for three minutes
   */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    correlationId?: string,
  ): Promise<Data> {
    const endsAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const { data, complaint } = await this.#once(document.toString(), variables as object, correlationId);
      if (data) return data as Data;
      this.complaints.set(complaint, (this.complaints.get(complaint) ?? 0) + 1);
      if (performance.now() > endsAt) throw new Error(`no answer for ${PATIENCE_MS / 1_000} s: ${complaint}`);
      await wait(AGAIN_AFTER_MS);
    }
  }

  async #once(
    query: string,
    variables: object,
    correlationId?: string,
  ): Promise<{ data: object | null; complaint: string }> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.#token}`,
          'x-studio-client': 'chaos',
          ...(correlationId ? { 'x-correlation-id': correlationId } : {}),
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const body = (await response.json()) as {
        data?: object | null;
        errors?: { message: string; extensions?: { code?: string } }[];
      };
      if (body.data && !body.errors) return { data: body.data, complaint: '' };
      const [error] = body.errors ?? [];
      return { data: null, complaint: error?.extensions?.code ?? `HTTP ${response.status}` };
    } catch {
      return { data: null, complaint: 'NO_ANSWER' };
    }
  }
}
