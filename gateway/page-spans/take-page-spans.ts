import { keepPageSpan } from '@effect-studio/telemetry/page-spans';
import { isTracing } from '@effect-studio/telemetry/tracing';
import type { ResolvedCaller } from '../callers/resolve-caller.ts';
import { type Exchange, isJson, readBody } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { RateGuard } from '../rates/rate-guard.ts';
import { readPageSpans } from './page-span-batch.ts';

/** Where pages send their spans. */
export const PAGE_SPANS_PATH = '/telemetry/spans';
const MOST_CHARACTERS = 32 * 1024;

/**
 * Takes spans of a page of ours: only while the studio traces, only of people who are signed in at that app, so many a minute,
 * so many at once, and in a form that has no room for anything of a person. Answers 204; what they say is not looked into.
 * @param resolve who sends it; has refused what another site could have made a browser send
 * @throws HttpRefusal
 */
export async function takePageSpans(
  exchange: Exchange,
  resolve: () => Promise<ResolvedCaller>,
  rates: Pick<RateGuard, 'countPageSpans'>,
): Promise<void> {
  const { app, request, response } = exchange;
  if (app === 'api' || !isTracing()) {
    throw new HttpRefusal(404, 'NOT_FOUND', 'No spans are taken here.');
  }
  if (request.method !== 'POST') throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Spans are posted.');
  const { credential } = await resolve();
  if (credential.kind !== 'session' || !credential.isCookie) {
    throw new HttpRefusal(401, 'UNAUTHENTICATED', 'Only pages of people who are signed in send spans.');
  }
  await rates.countPageSpans(credential.sessionId);
  if (!isJson(request)) throw new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
  const text = await readBody(request);
  if (text.length > MOST_CHARACTERS) {
    throw new HttpRefusal(413, 'BODY_TOO_LARGE', 'A batch of spans may have 32 KiB. Send less.');
  }
  const spans = readPageSpans(parsed(text), `web-${app}`, Date.now());
  if (!spans) throw new HttpRefusal(400, 'BAD_REQUEST', 'This is not a batch of spans.');
  for (const span of spans) keepPageSpan(span);
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
