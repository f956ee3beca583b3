import { z } from 'zod';
import { unreachable } from './link-failure.ts';

/** Finds the file behind a page of a platform. */
export interface PlatformResolver {
  /**
   * @returns an address of the file itself, which is checked like any other
   * @throws LinkFailure in words for the person, when there is no such clip or it may not be had
   */
  resolve(page: URL, signal: AbortSignal): Promise<string>;
}

const found = z.object({ url: z.string().min(1).max(8_192) });
const LONGEST_ANSWER_BYTES = 65_536;

/**
 * A service that the people who run the studio chose: `POST {"url": page}` is answered by `{"url": file}`, which is how
 * cobalt and small wrappers of download tools speak.
 * @param token sent as a bearer token when given
 */
export function httpResolver(endpoint: string, token?: string): PlatformResolver {
  return {
    async resolve(page, signal) {
      const response = await fetch(endpoint, {
        method: 'POST',
        redirect: 'error',
        signal,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ url: page.href }),
      }).catch((cause: unknown) => {
        throw unreachable('The service that finds clips behind pages did not answer.', {
          retryable: true,
          cause,
        });
      });
      const answer = response.ok ? found.safeParse(await readJson(response)) : null;
      if (answer?.success) return answer.data.url;
      await response.body?.cancel().catch(() => undefined);
      throw unreachable('No clip could be found behind that page; it may be private or gone.', {
        retryable: response.status >= 500,
      });
    },
  };
}

async function readJson(response: Response): Promise<unknown> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER_BYTES) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
