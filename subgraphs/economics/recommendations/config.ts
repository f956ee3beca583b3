import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

const schema = z.object({
  /** Base address of an OpenAI-compatible API, such as `https://host/v1`; left out: wording by template only. */
  ADVICE_LLM_URL: z.url().optional(),
  ADVICE_LLM_API_KEY: z.string().min(1).optional(),
  ADVICE_LLM_MODEL: z.string().min(1).default('gemini-2.5-flash'),
  ADVICE_LLM_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** `true` lets capped provider switches of high confidence apply themselves. */
  ADVICE_AUTO_APPLY: z.enum(['true', 'false']).default('false'),
});

const settings = readConfig(schema);

/** How recommendations are worded and whether any applies itself, from `ADVICE_*`. */
export const ADVICE_SETTINGS = Object.freeze({
  llm: settings.ADVICE_LLM_URL
    ? Object.freeze({
        url: settings.ADVICE_LLM_URL,
        apiKey: settings.ADVICE_LLM_API_KEY ?? null,
        model: settings.ADVICE_LLM_MODEL,
        timeoutMs: settings.ADVICE_LLM_TIMEOUT_MS,
      })
    : null,
  mayAutoApply: settings.ADVICE_AUTO_APPLY === 'true',
});
