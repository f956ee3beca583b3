import type { Dispatcher } from 'undici';

/** What came back of a POST. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts a text and collects the answer. Straight on undici's dispatcher: its `request` makes a stream of each
 * answer, which costs more than the request.
 */
export function post(
  dispatcher: Dispatcher,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    dispatcher.dispatch(
      { path, method: 'POST', headers, body },
      {
        // By this method undici knows a handler of its present kind.
        onRequestStart: () => undefined,
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          resolve({ status, text: whole.toString('utf8') });
        },
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
