import { z } from 'zod';
import type { TokenUsage } from './language-model.ts';
import { LlmError } from './llm-error.ts';

/** The JSON schema that a service is constrained to. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  return rest;
}

/** Reads a model's text by the schema. @throws LlmError `BAD_ANSWER` with what it cost */
export function parseAnswer<Value>(text: string, schema: z.ZodType<Value>, usage: TokenUsage): Value {
  // Models without a schema mode wrap JSON in a fence.
  const json = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '');
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch (cause) {
    throw new LlmError('BAD_ANSWER', 'the model answered no JSON', { cause, usage });
  }
  const checked = schema.safeParse(read);
  if (checked.success) return checked.data;
  throw new LlmError('BAD_ANSWER', `the answer does not fit: ${z.prettifyError(checked.error)}`, { usage });
}
