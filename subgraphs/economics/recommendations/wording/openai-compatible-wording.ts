import { StudioError } from '@effect-studio/kernel/errors';
import { z } from 'zod';
import type { Facts } from '../domain/recommendation.ts';
import { WORDING_INSTRUCTIONS, writtenFacts } from './instructions.ts';
import type { WordingPort } from './wording-port.ts';

/** Where the model is and how long it may take. */
export interface LlmEndpoint {
  /** Base address, such as `https://host/v1`. */
  url: string;
  apiKey: string | null;
  model: string;
  timeoutMs: number;
}

/** The part of a chat completion that is used; more may be there. */
const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().min(1) }) })).min(1),
});

/** Chat completions as OpenAI's API, LiteLLM, vLLM and Gemini's compatible endpoint answer them. */
export class OpenAiCompatibleWording implements WordingPort {
  readonly #endpoint: LlmEndpoint;

  constructor(endpoint: LlmEndpoint) {
    this.#endpoint = endpoint;
  }

  async reword(draft: string, facts: Facts, signal: AbortSignal): Promise<string> {
    const { url, apiKey, model, timeoutMs } = this.#endpoint;
    const response = await fetch(`${url.replace(/\/$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: JSON.stringify({
        model,
        temperature: 0,
        messages: [
          { role: 'system', content: WORDING_INSTRUCTIONS },
          { role: 'user', content: JSON.stringify({ draft, facts: writtenFacts(facts) }) },
        ],
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!response.ok) {
      throw new StudioError('LLM_REFUSED', `the language model answered HTTP ${response.status}`, {
        retryable: response.status >= 500 || response.status === 429,
      });
    }
    const { choices } = completion.parse(await response.json());
    return choices[0]!.message.content.trim();
  }
}
