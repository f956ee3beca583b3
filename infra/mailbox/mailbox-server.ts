import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { caughtLetters } from './caught-letters.ts';
import { mailboxPage } from './mailbox-page.ts';

const NEWEST = 100;

/**
 * Shows what an embedded studio wrote to people. Sign-in codes are among it, so it listens on this machine only, and only who
 * has its address, with the key in it, is answered; another host name (DNS rebinding) is not.
 */
export async function openMailbox(stateDir: string): Promise<{ url: string; close: () => Promise<void> }> {
  const key = randomBytes(24).toString('base64url');
  const expected = Buffer.from(`/${key}`);
  const server = createServer((request, response) => {
    const asked = Buffer.from(request.url ?? '');
    const { port } = server.address() as AddressInfo;
    const isHere = request.headers.host === `127.0.0.1:${port}`;
    if (!isHere || asked.length !== expected.length || !timingSafeEqual(asked, expected)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is here.\n');
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      })
      .end(mailboxPage(caughtLetters(stateDir, NEWEST)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${key}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
