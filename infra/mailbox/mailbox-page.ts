import type { Caught } from './caught-letters.ts';

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:32px auto;padding:0 20px}
h1{font-size:22px}article{border-top:1px solid color-mix(in srgb,currentColor 20%,transparent);padding:14px 0}
h2{font-size:16px;margin:0}p{margin:2px 0;font-size:13px;opacity:.8}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:8px 0 0}`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page of what was caught. Everything in it is text. */
export function mailboxPage(letters: readonly Caught[]): string {
  const articles = letters.map(
    ({ way, to, subject, text, sentAt }) =>
      `<article>${subject ? `<h2>${escaped(subject)}</h2>` : ''}<p>${way} to ${escaped(to)}, <time datetime="${escaped(sentAt)}">${escaped(sentAt)}</time></p><pre>${escaped(text)}</pre></article>`,
  );
  const body = articles.length > 0 ? articles.join('\n') : '<p>Nothing was written to anybody yet.</p>';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Caught letters</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main><h1>What the studio wrote to people</h1>${body}</main></body></html>`;
}
