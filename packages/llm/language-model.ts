import type { z } from 'zod';

/** A picture to look at. */
export interface Picture {
  mediaType: 'image/jpeg' | 'image/png';
  bytes: Uint8Array;
}

/** A question whose answer has a shape. */
export interface Question<Value> {
  /** Who the model is to be and what it must not do. */
  system: string;
  /** What is asked; text of people is quoted inside, never mixed with instructions. */
  text: string;
  pictures: readonly Picture[];
  /** Shape of the answer; the service is constrained to it, and what comes is checked again. */
  schema: z.ZodType<Value>;
  maxOutputTokens: number;
  signal?: AbortSignal | undefined;
}

/** What a question used up, all attempts together. */
export interface TokenUsage {
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Answer<Value> {
  value: Value;
  usage: TokenUsage;
  durationMs: number;
}

/** A multimodal model behind whatever service: the port. `llm.contract.test.ts` is what each adapter must pass. */
export interface LanguageModel {
  /** Whose service it is, as rate cards name it. */
  readonly providerId: string;
  readonly model: string;
  /** @throws LlmError */
  ask<Value>(question: Question<Value>): Promise<Answer<Value>>;
}
