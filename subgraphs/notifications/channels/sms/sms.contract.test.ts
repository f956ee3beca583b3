import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { folderSms } from './folder-sms.ts';
import { httpSms } from './http-sms.ts';
import type { SmsPort } from './sms-port.ts';

interface Asked {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const asked: Asked[] = [];
let status = 200;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part.toString();
  });
  request.on('end', () => {
    asked.push({ headers: request.headers, body });
    response.writeHead(status).end('{}');
  });
});
let folder: string;
let url: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sms-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
  status = 200;
});

const fields = { id: 'reference', to: 'To', text: 'Body', from: 'From' };
const provider = (format: 'json' | 'form'): SmsPort =>
  httpSms({ url, authorization: 'Basic abc', from: 'Studio', format, fields });
const message = { id: 'm1', to: '+4915112345678', text: 'Dein Clip ist fertig & schön' };
const ADAPTERS = [
  [
    'JSON over HTTP',
    () => provider('json'),
    () => {
      const { To, Body } = JSON.parse(asked.at(-1)!.body) as Record<string, string>;
      return { to: To, text: Body };
    },
  ],
  [
    'a form over HTTP',
    () => provider('form'),
    () => {
      const form = new URLSearchParams(asked.at(-1)!.body);
      return { to: form.get('To'), text: form.get('Body') };
    },
  ],
  [
    'a folder',
    () => folderSms(folder),
    () => {
      const file = readdirSync(folder).sort().at(-1)!;
      const { to, text } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
      return { to, text };
    },
  ],
] as const;

describe.each(ADAPTERS)('text messages by %s', (_name, open, got) => {
  it('arrive whole', async () => {
    expect(await open().send(message)).toEqual({ kind: 'sent' });
    expect(got()).toEqual({ to: message.to, text: message.text });
  });
});

describe('a provider over HTTP', () => {
  it('is told who we are, who writes, and that a repetition is one', async () => {
    await provider('json').send(message);
    expect(asked[0]!.headers).toMatchObject({ authorization: 'Basic abc', 'idempotency-key': 'm1' });
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ From: 'Studio', reference: 'm1' });
  });

  it.each([
    [429, 'failed'],
    [503, 'failed'],
    [400, 'refused'],
    [401, 'refused'],
  ])('that answers %i: %s', async (answered, kind) => {
    status = answered;
    expect((await provider('json').send(message)).kind).toBe(kind);
  });
});
