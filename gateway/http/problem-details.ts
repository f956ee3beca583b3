/** A refusal of a REST route (RFC 9457) plus a code that programs can branch on. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
}

/** Thrown where a request cannot be served; answered as problem details, or as a GraphQL error on `/graphql`. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param code stable, in capitals; the problem's URN is derived from it */
  constructor(
    status: number,
    code: string,
    detail: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }

  toProblem(): ProblemDetails {
    return {
      type: `urn:effect-studio:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: this.code.toLowerCase().replaceAll('_', ' '),
      status: this.status,
      detail: this.message,
      code: this.code,
      ...this.extra,
    };
  }
}
