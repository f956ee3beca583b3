import { z } from 'zod';
import { geminiModel } from './gemini-model.ts';
import { guardedModel } from './guarded-model.ts';
import type { LanguageModel } from './language-model.ts';
import { openAiCompatibleModel } from './openai-compatible-model.ts';

/** Set to nothing is not set. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Settings of the model; none of them: no model is asked. */
export const llmSettings = z.object({
  GEMINI_API_KEY: optional(z.string()),
  GEMINI_MODEL: z.string().min(1).default('gemini-2.5-flash'),
  /** Another address than Google's. */
  GEMINI_BASE_URL: optional(z.url()),
  /** An OpenAI-compatible endpoint such as LiteLLM's, up to and with `/v1`. Used when there is no Gemini key. */
  LLM_BASE_URL: optional(z.url()),
  LLM_API_KEY: optional(z.string()),
  LLM_MODEL: optional(z.string()),
  LLM_TIMEOUT_MS: z.coerce.number().int().min(1_000).max(120_000).default(30_000),
});

/** The model that the settings name, guarded; null when they name none: then the studio works by measurement alone. */
export function configuredModel(settings: z.infer<typeof llmSettings>): LanguageModel | null {
  const guard = { timeoutMs: settings.LLM_TIMEOUT_MS };
  if (settings.GEMINI_API_KEY) {
    const { GEMINI_API_KEY: apiKey, GEMINI_MODEL: model, GEMINI_BASE_URL: baseUrl } = settings;
    return guardedModel(geminiModel({ apiKey, model, baseUrl }), guard);
  }
  if (!settings.LLM_BASE_URL || !settings.LLM_MODEL) return null;
  const { LLM_BASE_URL: baseUrl, LLM_API_KEY: apiKey, LLM_MODEL: model } = settings;
  return guardedModel(openAiCompatibleModel({ baseUrl, apiKey, model }), guard);
}
