import { z } from 'zod';
import type { LanguageModel, Picture } from './language-model.ts';
import { codeOfStatus, LlmError } from './llm-error.ts';
import { jsonSchemaOf, parseAnswer } from './parse-answer.ts';

export interface OpenAiCompatibleOptions {
  /** Such as `http://127.0.0.1:4000/v1`; `/chat/completions` is asked. */
  baseUrl: string;
  /** Local servers need none. */
  apiKey?: string | undefined;
  model: string;
  /** As rate cards name the service, default `openai-compatible`. */
  providerId?: string | undefined;
}

const MOST_ANSWER_CHARACTERS = 1_000_000;

const completion = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }) }))
    .min(1),
  usage: z
    .object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() })
    .nullish(),
});

/** Any service that speaks OpenAI's chat completions: LiteLLM, vLLM, Ollama and the like. */
export function openAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  const url = `${options.baseUrl.replace(/\/+$/, '')}/chat/completions`;
  return {
    providerId: options.providerId ?? 'openai-compatible',
    model: options.model,
    async ask({ system, text, pictures, schema, maxOutputTokens, signal }) {
      const startedAt = performance.now();
      const body = {
        model: options.model,
        temperature: 0,
        max_tokens: maxOutputTokens,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: [...pictures.map(imagePart), { type: 'text', text }] },
        ],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: jsonSchemaOf(schema) },
        },
      };
      const answer = completion.safeParse(await post(url, options.apiKey, body, signal));
      if (!answer.success) throw new LlmError('UNAVAILABLE', 'the service does not speak chat completions');
      const { choices, usage: used } = answer.data;
      const usage = {
        calls: 1,
        inputTokens: used?.prompt_tokens ?? 0,
        outputTokens: used?.completion_tokens ?? 0,
      };
      const { content, refusal } = choices[0]!.message;
      if (!content)
        throw new LlmError('REFUSED', `the model gave no answer: ${refusal ?? 'no reason told'}`, { usage });
      return { value: parseAnswer(content, schema, usage), usage, durationMs: performance.now() - startedAt };
    },
  };
}

const imagePart = ({ mediaType, bytes }: Picture) => ({
  type: 'image_url',
  image_url: { url: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}` },
});

async function post(
  url: string,
  apiKey: string | undefined,
  body: object,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    const text = (await response.text()).slice(0, MOST_ANSWER_CHARACTERS);
    if (!response.ok) {
      const seconds = Number(response.headers.get('retry-after'));
      const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
      throw new LlmError(codeOfStatus(response.status), `the model's service answered ${response.status}`, {
        retryAfterMs,
      });
    }
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof LlmError) throw cause;
    if (signal?.aborted) throw new LlmError('ABORTED', 'the question was given up', { cause });
    throw new LlmError('UNAVAILABLE', `the model's service at ${url} cannot be reached`, { cause });
  }
}
