import type { Exchange } from '../../http/exchange.ts';
import type { HttpRefusal } from '../../http/problem-details.ts';

/** Whether a browser is going to the address, rather than a program asking. */
export const isNavigation = ({ request }: Exchange): boolean =>
  (request.headers.accept ?? '').includes('text/html');

/** A refusal for somebody who is between the issuer and the app: the same words as the problem, as a page. */
export function sendRefusalPage({ response, correlationId }: Exchange, refusal: HttpRefusal): void {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Not signed in</title>
<h1>Not signed in</h1>
<p>${escapeHtml(refusal.message)}</p>
<p><a href="/">Back to the app</a></p>
<p><small>${escapeHtml(correlationId)}</small></p>
</html>
`;
  response
    .writeHead(refusal.status, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(page),
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      'cache-control': 'no-store',
    })
    .end(page);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);
