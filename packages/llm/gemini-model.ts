import { ApiError, GoogleGenAI } from '@google/genai';
import type { LanguageModel } from './language-model.ts';
import { codeOfStatus, LlmError } from './llm-error.ts';
import { jsonSchemaOf, parseAnswer } from './parse-answer.ts';

export interface GeminiOptions {
  apiKey: string;
  model: string;
  /** Another address than Google's, for tests and proxies. */
  baseUrl?: string | undefined;
}

/** Google's Gemini through its own SDK. */
export function geminiModel({ apiKey, model, baseUrl }: GeminiOptions): LanguageModel {
  const client = new GoogleGenAI({ apiKey, ...(baseUrl ? { httpOptions: { baseUrl } } : {}) });
  return {
    providerId: 'gemini',
    model,
    async ask({ system, text, pictures, schema, maxOutputTokens, signal }) {
      const startedAt = performance.now();
      const parts = [
        ...pictures.map(({ mediaType, bytes }) => ({
          inlineData: { mimeType: mediaType, data: Buffer.from(bytes).toString('base64') },
        })),
        { text },
      ];
      const response = await client.models
        .generateContent({
          model,
          contents: [{ role: 'user', parts }],
          config: {
            systemInstruction: system,
            responseMimeType: 'application/json',
            responseJsonSchema: jsonSchemaOf(schema),
            maxOutputTokens,
            temperature: 0,
            ...(signal ? { abortSignal: signal } : {}),
          },
        })
        .catch((cause: unknown) => {
          throw asLlmError(cause, signal);
        });
      const used = response.usageMetadata;
      const usage = {
        calls: 1,
        inputTokens: used?.promptTokenCount ?? 0,
        outputTokens: (used?.candidatesTokenCount ?? 0) + (used?.thoughtsTokenCount ?? 0),
      };
      const blocked = response.promptFeedback?.blockReason ?? response.candidates?.[0]?.finishReason;
      const answered = response.text;
      if (!answered) {
        throw new LlmError('REFUSED', `the model gave no answer: ${blocked ?? 'no reason told'}`, { usage });
      }
      return {
        value: parseAnswer(answered, schema, usage),
        usage,
        durationMs: performance.now() - startedAt,
      };
    },
  };
}

function asLlmError(cause: unknown, signal: AbortSignal | undefined): LlmError {
  if (signal?.aborted) return new LlmError('ABORTED', 'the question was given up', { cause });
  if (cause instanceof ApiError) {
    return new LlmError(codeOfStatus(cause.status), `Gemini answered ${cause.status}`, { cause });
  }
  return new LlmError('UNAVAILABLE', 'Gemini cannot be reached', { cause });
}
