import type { TypedDocumentString } from '@effect-studio/schema/generated/client';
import { traceHeaders } from '@effect-studio/telemetry/tracing';
import { PermanentFailure } from '../leases/retry.ts';

/** Says who is calling. */
export interface AccessTokens {
  get(): Promise<string>;
  /** Forgets a token that was refused. */
  forget(): void;
}

export interface TransportCall {
  correlationId?: string;
  /** Milliseconds until the call counts as lost, default 20,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

interface GraphAnswer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Codes that no repetition mends. */
const PERMANENT_CODES = new Set([
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
]);
const DEFAULT_TIMEOUT_MS = 20_000;

/** Carries one operation to the studio's graph and its answer back. */
export interface GraphCaller {
  /** @throws PermanentFailure when repeating it is pointless, any other error when it may succeed next time */
  call<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    call?: TransportCall,
  ): Promise<Data>;
}

/** One GraphQL operation per call over HTTP; errors are either worth a repetition or a PermanentFailure. */
export class GraphqlTransport implements GraphCaller {
  readonly #url: string;
  readonly #tokens: AccessTokens | null;

  /** @param tokens null for calls that need none, such as enrolment */
  constructor(url: string, tokens: AccessTokens | null) {
    this.#url = url;
    this.#tokens = tokens;
  }

  async call<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    call: TransportCall = {},
  ): Promise<Data> {
    const timeout = AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-studio-client': 'gpu-agent',
        ...traceHeaders(),
        ...(call.correlationId ? { 'x-correlation-id': call.correlationId } : {}),
        ...(this.#tokens ? { authorization: `Bearer ${await this.#tokens.get()}` } : {}),
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
    });
    if (response.status === 401) return this.#refused('the access token was refused');
    const answer = (await response.json()) as GraphAnswer<Data>;
    const error = answer.errors?.[0];
    if (error?.extensions?.code === 'UNAUTHENTICATED') return this.#refused(error.message);
    if (error) {
      const message = `${error.extensions?.code ?? 'ERROR'}: ${error.message}`;
      if (PERMANENT_CODES.has(error.extensions?.code ?? '')) throw new PermanentFailure(message);
      throw new Error(message);
    }
    if (!answer.data) throw new Error(`the studio answered ${response.status} without data`);
    return answer.data;
  }

  #refused(message: string): never {
    this.#tokens?.forget();
    throw new Error(message);
  }
}
