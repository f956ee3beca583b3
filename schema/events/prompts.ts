import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, parameters, refusal } from './shapes.ts';

/** Provider-neutral prompts for a run; two or more variants, best guess first. Aggregate: the run. */
export const PromptsGenerated = defineEvent('prompts', 'PromptsGenerated', {
  runId: id,
  ownerId: id,
  variants: z
    .array(
      z.object({
        variantId: z.string(),
        effectTypeId: z.string(),
        text: z.string(),
        parameters,
        templateId: z.string(),
        templateVersion: z.int().positive(),
      }),
    )
    .min(2),
});

/** The wish was refused by the prompt firewall or no template fits. Aggregate: the run. */
export const PromptsRefused = defineEvent('prompts', 'PromptsRefused', {
  runId: id,
  ownerId: id,
  ...refusal,
});
