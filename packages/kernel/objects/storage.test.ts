import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testConfig } from '@effect-studio/testing/test-environment';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Storage } from './storage.ts';

let status = 503;
let server: Server;
let storage: Storage;
beforeAll(async () => {
  server = createServer((asked, answer) => {
    asked.resume();
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end('<Error><Code>Spoiled</Code><Message>no</Message></Error>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  storage = new Storage({
    ...testConfig('postgres://nobody@127.0.0.1:9/none'),
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  storage.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const part = { partNumber: 1, etag: 'x' };

it('tells a store at fault from one that refuses: an outage may be tried again, whatever was asked', async () => {
  status = 503;
  const outage = { code: 'STORAGE_FAILED', retryable: true };
  await Promise.all([
    expect(storage.startMultipart('a', 'video/mp4')).rejects.toMatchObject(outage),
    expect(storage.copy('a', 'b')).rejects.toMatchObject(outage),
    expect(storage.completeMultipart('a', 'u', [part])).rejects.toMatchObject(outage),
    expect(storage.head('a')).rejects.toMatchObject(outage),
  ]);
  status = 400;
  await expect(storage.completeMultipart('a', 'u', [part])).rejects.toMatchObject({
    code: 'MULTIPART_INVALID',
    retryable: false,
  });
  await expect(storage.copy('a', 'b')).rejects.not.toMatchObject(outage);
});

it('tells a store that is not there as an outage', async () => {
  const nowhere = new Storage({
    ...testConfig('postgres://nobody@127.0.0.1:9/none'),
    S3_ENDPOINT: 'http://127.0.0.1:9',
  });
  await expect(nowhere.remove('a')).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  nowhere.close();
});
