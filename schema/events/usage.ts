import { z } from 'zod';
import { defineSharedEvent } from './envelope.ts';
import { budgetContext, id, legRole, nanoUsd } from './shapes.ts';

const quantity = z.int().nonnegative().optional();

/**
 * Somebody else's service was used: an LLM, a hosted model, a judge. Aggregate: the run, or the provider where no run
 * is served. The same `usageId` told again replaces what was told first, such as when its true cost becomes known.
 */
export const UsageRecorded = defineSharedEvent(
  ['execution', 'analysis', 'prompts', 'quality'],
  'UsageRecorded',
  {
    usageId: id,
    /** Whose service it was, as rate cards name it. */
    providerId: z.string().min(1),
    /** Which of its models; `*` where it has no names for them. */
    model: z.string().min(1),
    /** What it was used for, such as `analysis`, `prompts`, `judge` or `render`. */
    purpose: z.string().min(1),
    quantities: z.object({
      calls: quantity,
      durationMs: quantity,
      inputTokens: quantity,
      outputTokens: quantity,
      /** Thousandths of the partner's credit. */
      milliCredits: quantity,
    }),
    /** What the partner says it cost; absent: the rate card says. */
    reportedCostNanoUsd: nanoUsd.optional(),
    /** The run that it was for; absent: the platform's own. */
    run: z.object({ runId: id, ownerId: id }).optional(),
    /** The attempt that it was for; absent: the run as a whole. */
    task: z
      .object({ taskId: id, attempt: z.int().positive(), role: legRole, workflowId: z.string() })
      .optional(),
    /** What is made with it; absent: not known yet. */
    effectTypeId: z.string().optional(),
    fleet: z.string().min(1).optional(),
    budgetContext,
    usedAt: z.iso.datetime(),
  },
);
