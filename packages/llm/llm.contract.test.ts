import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configuredModel, llmSettings } from './configured-model.ts';
import { geminiModel } from './gemini-model.ts';
import { guardedModel } from './guarded-model.ts';
import type { LanguageModel, Question } from './language-model.ts';
import { openAiCompatibleModel } from './openai-compatible-model.ts';
import { type FakeService, fakeService } from './testing/fake-services.ts';

const schema = z.object({ style: z.string(), confidence: z.number().min(0).max(1) });
const question: Question<z.infer<typeof schema>> = {
  system: 'You look at pictures.',
  text: 'Which style is this?',
  pictures: [{ mediaType: 'image/jpeg', bytes: Uint8Array.of(1, 2, 3) }],
  schema,
  maxOutputTokens: 200,
};
const GOOD = { kind: 'answer', text: '{"style":"noir","confidence":0.8}' } as const;

const ADAPTERS = [
  [
    'gemini',
    (url: string): LanguageModel => geminiModel({ apiKey: 'test-key', model: 'gemini-test', baseUrl: url }),
  ],
  [
    'openai',
    (url: string): LanguageModel =>
      openAiCompatibleModel({ baseUrl: `${url}/v1`, apiKey: 'test-key', model: 'some-model' }),
  ],
] as const;

describe.each(ADAPTERS)('the adapter that speaks %s', (protocol, adapterOf) => {
  let service: FakeService;
  let model: LanguageModel;
  beforeAll(async () => {
    service = await fakeService(protocol);
    model = adapterOf(service.url);
  });
  beforeEach(() => {
    service.asked.length = 0;
  });
  afterAll(() => service.close());

  it('sends pictures, text and the schema, and answers what fits it with what it cost', async () => {
    service.behave(GOOD);
    const answer = await model.ask(question);
    expect(answer).toMatchObject({
      value: { style: 'noir', confidence: 0.8 },
      usage: { calls: 1, inputTokens: 120, outputTokens: 30 },
    });
    const sent = JSON.stringify(service.asked[0]!.body);
    expect(sent).toContain('AQID');
    expect(sent).toContain('Which style is this?');
    expect(sent).toContain('"confidence"');
    expect(JSON.stringify(service.asked[0]!.headers)).toContain('test-key');
  });

  it('takes JSON in a fence, and refuses what does not fit the schema although it was paid for', async () => {
    service.behave({ kind: 'answer', text: '```json\n{"style":"noir","confidence":1}\n```' });
    expect((await model.ask(question)).value.style).toBe('noir');
    for (const text of ['no idea', '{"style":"noir"}', '{"style":"noir","confidence":7}']) {
      service.behave({ kind: 'answer', text });
      await expect(model.ask(question)).rejects.toMatchObject({
        ...{ code: 'BAD_ANSWER', retryable: true },
        usage: { inputTokens: 120 },
      });
    }
  });

  it.each([
    [400, 'INVALID_REQUEST', false],
    [401, 'UNAUTHORIZED', false],
    [403, 'UNAUTHORIZED', false],
    [429, 'RATE_LIMITED', true],
    [500, 'UNAVAILABLE', true],
    [503, 'UNAVAILABLE', true],
  ] as const)('tells status %i as %s', async (status, code, retryable) => {
    service.behave({ kind: 'status', status });
    await expect(model.ask(question)).rejects.toMatchObject({ code, retryable });
  });

  it('tells a refusal, a lost connection and a stranger apart', async () => {
    service.behave({ kind: 'refuse' });
    await expect(model.ask(question)).rejects.toMatchObject({ code: 'REFUSED', retryable: false });
    service.behave({ kind: 'reset' });
    await expect(model.ask(question)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    service.behave({ kind: 'nonsense' });
    await expect(model.ask(question)).rejects.toMatchObject({ name: 'LlmError' });
  });

  it('is given up when it hangs, and when nobody wants the answer any more', async () => {
    service.behave({ kind: 'hang' });
    const guarded = guardedModel(model, { timeoutMs: 60, attempts: 1 });
    await expect(guarded.ask(question)).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    const signal = AbortSignal.abort();
    await expect(guarded.ask({ ...question, signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('tries again after outages, as long as it was asked to wait, and adds up what all attempts cost', async () => {
    service.behave(
      { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
      { kind: 'answer', text: 'no JSON' },
      GOOD,
    );
    const pauses: number[] = [];
    const sleep = (ms: number) => Promise.resolve(pauses.push(ms));
    const guarded = guardedModel(model, { attempts: 3, pauseMs: 100, random: () => 0.5, sleep });
    const { usage } = await guarded.ask(question);
    expect(usage).toEqual({ calls: 2, inputTokens: 240, outputTokens: 60 });
    // Gemini's SDK keeps the header to itself.
    expect(pauses).toEqual([protocol === 'openai' ? 3_000 : 50, 100]);
  });

  it('is left alone after outages in a row, and tried once when the pause is over', async () => {
    let now = 0;
    const guarded = guardedModel(model, { attempts: 1, breakAfter: 2, breakMs: 1_000, now: () => now });
    service.behave({ kind: 'status', status: 503 });
    for (let i = 0; i < 2; i += 1)
      await expect(guarded.ask(question)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(guarded.ask(question)).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
    expect(service.asked).toHaveLength(2);
    now = 1_500;
    service.behave(GOOD);
    expect((await guarded.ask(question)).value.style).toBe('noir');
    expect((await guarded.ask(question)).value.style).toBe('noir');
  });
});

it('asks nobody without settings, Gemini before others, any compatible endpoint else', () => {
  const of = (environment: object) => configuredModel(llmSettings.parse(environment))?.providerId ?? null;
  expect(of({})).toBeNull();
  expect(of({ LLM_BASE_URL: 'http://127.0.0.1:4000/v1' })).toBeNull();
  expect(of({ LLM_BASE_URL: 'http://127.0.0.1:4000/v1', LLM_MODEL: 'm' })).toBe('openai-compatible');
  expect(of({ GEMINI_API_KEY: 'k', LLM_BASE_URL: 'http://127.0.0.1:4000/v1', LLM_MODEL: 'm' })).toBe(
    'gemini',
  );
});
