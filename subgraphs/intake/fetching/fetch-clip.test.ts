import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinkServer, worldOf } from '../testing/link-server.ts';
import { clipBytes } from './clip-bytes.ts';
import { LinkFailure, type LinkFailureReason } from './link-failure.ts';
import type { LinkPorts } from './link-ports.ts';
import { openLink } from './open-link.ts';
import { httpResolver } from './platform-resolver.ts';

/** Begins like an MP4. */
const CLIP = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(20_000, 7)]);

let server: LinkServer;
/** What nobody outside may reach: the same machine by another address, on the same port. */
let inside: LinkServer;
beforeAll(async () => {
  server = await LinkServer.open();
  inside = await LinkServer.open('127.0.0.2', server.port);
  inside.serveBytes('/secret.mp4', CLIP);
  server.serveBytes('/clip.mp4', CLIP);
});
afterAll(async () => {
  await server.close();
  await inside.close();
});

async function fetched(link: string, ports: LinkPorts = worldOf()): Promise<Buffer> {
  const signal = AbortSignal.timeout(ports.limits.timeoutMs);
  const opened = await openLink(link, ports, signal);
  const chunks: Buffer[] = [];
  for await (const chunk of clipBytes(opened, { maxBytes: ports.limits.maxBytes, signal }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failure(
  link: string,
  ports?: LinkPorts,
): Promise<{ reason: LinkFailureReason; retryable: boolean }> {
  const error = await fetched(link, ports).then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof LinkFailure))
    throw new Error('it was fetched, or failed otherwise', { cause: error });
  expect(error.rejection.suggestedAction).not.toBe('');
  return { reason: error.rejection.reason, retryable: error.retryable };
}

const refused = { reason: 'LINK_REFUSED', retryable: false };

describe('fetching', () => {
  it('streams the clip, whatever the server calls it, and asks for no packed bytes', async () => {
    let encoding: unknown;
    const link = server.serve('/page', (response, request) => {
      encoding = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-type': 'text/html' }).end(CLIP);
    });
    expect((await fetched(link)).equals(CLIP)).toBe(true);
    expect(encoding).toBe('identity');
  });

  it('follows redirects, relative ones too, and gives up at the sixth', async () => {
    server.redirect('/moved/once', '../clip.mp4', 301);
    expect((await fetched(server.redirect('/moved/twice', '/moved/once', 308))).length).toBe(CLIP.length);
    expect(await failure(server.redirect('/loop', '/loop'))).toMatchObject({ reason: 'LINK_UNREACHABLE' });
    expect(server.requests.filter((request) => request.endsWith(' /loop'))).toHaveLength(6);
  });

  it.each([
    ['to this network by its address', (port: number) => `http://127.0.0.2:${port}/secret.mp4`],
    ['by a number', (port: number) => `http://2130706434:${port}/secret.mp4`],
    ['by an IPv6 form of it', (port: number) => `http://[::ffff:127.0.0.2]:${port}/secret.mp4`],
    ['to the metadata service', () => 'http://169.254.169.254/latest/meta-data/'],
    ['to a name that is this network', (port: number) => `http://inside.example:${port}/secret.mp4`],
    ['to a local name', (port: number) => `http://localhost:${port}/secret.mp4`],
    ['to a file', () => 'file:///etc/passwd'],
    ['with a password', (port: number) => `http://a:b@clips.example:${port}/clip.mp4`],
  ])('refuses a redirect %s', async (_what, locationAt) => {
    const link = server.redirect('/away', locationAt(server.port));
    expect(await failure(link, worldOf({ 'inside.example': [['127.0.0.2']] }))).toEqual(refused);
    expect(inside.requests).toEqual([]);
  });

  it('checks redirects against the allowed sites as well', async () => {
    const ports = worldOf({ 'other.example': [['127.0.0.1']] });
    const link = server.redirect('/elsewhere', `http://other.example:${server.port}/clip.mp4`);
    expect((await fetched(link, ports)).length).toBe(CLIP.length);
    const only = { ...ports, policy: { ...ports.policy, hosts: ['clips.example'] } };
    expect(await failure(link, only)).toEqual(refused);
  });

  it('refuses a name when one of its addresses is private, although another is not', async () => {
    const ports = worldOf({ 'both.example': [['127.0.0.1', '127.0.0.2']] });
    expect(await failure(`http://both.example:${server.port}/clip.mp4`, ports)).toEqual(refused);
    expect(await failure(`http://v6.example:${server.port}/`, worldOf({ 'v6.example': [['::1']] }))).toEqual(
      refused,
    );
  });

  it('connects to the address that it checked, although the name leads elsewhere a moment later', async () => {
    const ports = worldOf({ 'rebinding.example': [['127.0.0.1'], ['127.0.0.2']] });
    server.serveBytes('/secret.mp4', CLIP);
    await fetched(`http://rebinding.example:${server.port}/secret.mp4`, ports);
    expect(ports.asked).toEqual(['rebinding.example']);
    expect(server.requests.at(-1)).toBe(`rebinding.example:${server.port} /secret.mp4`);
    expect(inside.requests).toEqual([]);
    // The next hop asks again, and that answer is checked too.
    const back = server.redirect('/back', `http://rebinding.example:${server.port}/secret.mp4`);
    expect(await failure(back, ports)).toEqual(refused);
    expect(inside.requests).toEqual([]);
  });

  it('reads nothing of a clip that is announced as too large', async () => {
    const link = server.serve('/announced', (response) => {
      response.writeHead(200, { 'content-length': 1_000_001 });
      response.flushHeaders();
    });
    expect(await failure(link)).toMatchObject({ reason: 'TOO_LARGE' });
  });

  it('stops reading what never ends, or lies about its size', async () => {
    const chunk = Buffer.concat([CLIP, Buffer.alloc(80_000)]);
    expect(await failure(server.serveEndless('/endless', chunk))).toMatchObject({ reason: 'TOO_LARGE' });
    // What lies in the buffers of two sockets comes on top.
    expect(server.sentBytes).toBeLessThan(20_000_000);
  });

  it.each([
    ['before it answers', (from: LinkServer) => from.serve('/mute', () => undefined)],
    [
      'in the middle of the clip',
      (from: LinkServer) => from.serve('/half', (response) => void response.writeHead(200).write(CLIP)),
    ],
  ])('gives up on a server that falls silent %s', async (_when, serve) => {
    expect(await failure(serve(server), worldOf({}, { idleMs: 150 }))).toEqual({
      reason: 'LINK_TOO_SLOW',
      retryable: true,
    });
  });

  it('gives up on a server that sends drop by drop, when the time is over', async () => {
    const link = server.serve('/drops', (response) => {
      response.writeHead(200).write(CLIP);
      const timer = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(timer));
    });
    expect(await failure(link, worldOf({}, { timeoutMs: 300 }))).toMatchObject({ reason: 'LINK_TOO_SLOW' });
  });

  it.each([
    ['a page that calls itself a video', '<!doctype html><video src=clip.mp4>'],
    ['a playlist that names a local file', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['a picture', '\x89PNG\r\n\x1a\n'],
  ])('refuses %s by its first bytes', async (_what, text) => {
    const body = Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(500_000, 32)]);
    const link = server.serveBytes('/liar', body, { 'content-type': 'video/mp4' });
    expect(await failure(link)).toEqual({ reason: 'NOT_A_VIDEO', retryable: false });
  });

  it('refuses packed and empty answers, errors and half clips, and knows which may be tried again', async () => {
    const packed = server.serveBytes('/packed', gzipSync(CLIP), { 'content-encoding': 'gzip' });
    expect(await failure(packed)).toEqual({ reason: 'LINK_UNREACHABLE', retryable: false });
    expect(await failure(server.serveBytes('/empty', Buffer.alloc(0)))).toMatchObject({ reason: 'EMPTY' });
    const unreachable = { reason: 'LINK_UNREACHABLE', retryable: true };
    expect(await failure(server.serve('/404', (r) => void r.writeHead(404).end()))).toMatchObject({
      retryable: false,
    });
    expect(await failure(server.serve('/503', (r) => void r.writeHead(503).end()))).toEqual(unreachable);
    const cut = server.serve('/cut', (response) => {
      response
        .writeHead(200, { 'content-length': CLIP.length })
        .write(CLIP.subarray(0, 9_000), () => response.destroy());
    });
    expect(await failure(cut)).toEqual(unreachable);
    expect(await failure('http://nowhere.example/')).toEqual(unreachable);
  });
});

describe('a resolver', () => {
  it('is asked for the file behind a page, with its token, and its refusals are put in words', async () => {
    let asked: unknown;
    server.serve('/resolve', (response, request) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        asked = { ...JSON.parse(text), authorization: request.headers.authorization };
        const known = text.includes('/@anna/');
        response
          .writeHead(known ? 200 : 404)
          .end(JSON.stringify(known ? { status: 'redirect', url: 'https://cdn.example/a.mp4' } : {}));
      });
    });
    const resolver = httpResolver(`http://127.0.0.1:${server.port}/resolve`, 'secret');
    const signal = AbortSignal.timeout(5_000);
    const page = new URL('https://www.tiktok.com/@anna/video/1');
    expect(await resolver.resolve(page, signal)).toBe('https://cdn.example/a.mp4');
    expect(asked).toEqual({ url: page.href, authorization: 'Bearer secret' });
    await expect(resolver.resolve(new URL('https://youtu.be/gone'), signal)).rejects.toBeInstanceOf(
      LinkFailure,
    );
  });
});
