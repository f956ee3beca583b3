import type { PageSpans } from './page-spans.ts';

/** A `fetch` of operations that makes a span of each, from the click to the answer, and hands it on as `traceparent`. */
export const tracedFetch =
  (inner: typeof fetch, spans: PageSpans): typeof fetch =>
  async (input, init) => {
    const span = spans.begin('operation', () => operationNameIn(init?.body));
    const headers = new Headers(init?.headers);
    headers.set('traceparent', span.traceparent);
    try {
      const response = await inner(input, { ...init, headers });
      spans.answered(response.headers.get('traceresponse'));
      span.end({ hasFailed: !response.ok, status: response.status });
      return response;
    } catch (fault) {
      span.end({ hasFailed: true });
      throw fault;
    }
  };

/** urql sorts the keys of its body, so what people wrote (`variables`) stands behind it. */
function operationNameIn(body: unknown): string {
  return (typeof body === 'string' && /"operationName":"(\w{1,80})"/.exec(body)?.[1]) || 'operation';
}
