import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallContext } from '@effect-studio/kernel/context';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dollars } from '../domain/figures.ts';
import type { Finding } from '../domain/recommendation.ts';
import { OpenAiCompatibleWording } from './openai-compatible-wording.ts';
import { wordFinding } from './word-finding.ts';

interface Request {
  path: string;
  authorization: string | undefined;
  body: { model: string; messages: { role: string; content: string }[] };
}

/** A server that speaks as much of the API as the adapter uses, and answers what the test says. */
let server: Server;
let url: string;
let answer: { status: number; body: string } | 'silence';
const requests: Request[] = [];

const read = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void read(request).then((text) => {
      const { url: path, headers } = request;
      requests.push({
        path: path ?? '',
        authorization: headers.authorization,
        body: JSON.parse(text) as Request['body'],
      });
      if (answer === 'silence') return;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says = (content: string) => {
  answer = { status: 200, body: JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }) };
};
const finding: Finding = {
  proposal: { kind: 'FLEET_OPTIMIZATION', fleet: 'north', change: 'SMALLER', targetUtilisation: 0.7 },
  subject: 'FLEET_OPTIMIZATION:north',
  source: 'USER_RUNS',
  sampleCount: 500,
  confidence: 0.99,
  monthlyImpact: { expectedNanoUsd: 12n, lowerNanoUsd: 9n, upperNanoUsd: 15n, level: 0.8 },
  qualityChange: null,
  isAutoApplicable: false,
  facts: {
    fleet: 'north',
    utilisation: { value: 0.4, text: '40.0 %' },
    target: { value: 0.7, text: '70.0 %' },
    idlePerDay: dollars(3e9),
    impact: dollars(12e9),
    impactLower: dollars(9e9),
    impactUpper: dollars(15e9),
    level: { value: 0.8, text: '80 %' },
    confidence: { value: 0.99, text: '99.0 %' },
    samples: { value: 500, text: '500' },
  },
};
let isSwitchedOn = true;
const ctx = {
  log: { warn: () => undefined },
  flags: { value: () => isSwitchedOn },
} as unknown as CallContext;
const never = new AbortController().signal;
const adapter = (timeoutMs = 5_000) =>
  new OpenAiCompatibleWording({ url, apiKey: 'key', model: 'a-model', timeoutMs });
const word = (timeoutMs?: number) => wordFinding(ctx, finding, adapter(timeoutMs), never);

describe('wording by an OpenAI-compatible API', () => {
  it('sends draft and facts with the key, and uses the answer', async () => {
    says('  The fleet north idles too much: a smaller one saves $12.00 a month. ');
    const { title, summary } = await word();
    expect(title).toBe('Make the fleet north smaller');
    expect(summary).toBe('The fleet north idles too much: a smaller one saves $12.00 a month.');
    const { path, authorization, body } = requests.at(-1)!;
    expect([path, authorization, body.model]).toEqual(['/v1/chat/completions', 'Bearer key', 'a-model']);
    const sent = JSON.parse(body.messages.at(-1)!.content) as { facts: Record<string, string> };
    expect(sent.facts.impact).toBe('$12.00');
  });

  it('refuses an answer with a number that is no fact', async () => {
    says('A smaller fleet saves $13.00 a month.');
    expect((await word()).summary).toMatch(/^Its machines work 40.0 %/);
  });

  it('refuses numbers in words that the draft does not have, and asks nobody while models are switched off', async () => {
    says('A smaller fleet saves twelve dollars a month.');
    expect((await word()).summary).toMatch(/^Its machines work 40.0 %/);
    says('The fleet north idles too much: a smaller one saves $12.00 a month.');
    const before = requests.length;
    isSwitchedOn = false;
    expect((await word()).summary).toMatch(/^Its machines work 40.0 %/);
    expect(requests).toHaveLength(before);
    isSwitchedOn = true;
  });

  it.each([
    ['an error of the server', () => ({ status: 503, body: '{}' })],
    ['an answer that is no completion', () => ({ status: 200, body: '{"choices":[]}' })],
    ['silence', () => 'silence' as const],
  ])('falls back to the template on %s', async (_what, make) => {
    answer = make();
    expect((await word(100)).summary).toMatch(/^Its machines work 40.0 %/);
  });
});
