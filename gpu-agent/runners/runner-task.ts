import { createHash } from 'node:crypto';
import { styleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { z } from 'zod';
import type { Lease } from '../studio/studio-client.ts';
import type { RunnerTask } from './runner.ts';

const leaseSchema = z.object({
  workflowId: z.string(),
  effectTypeId: z.string(),
  variant: z.enum(['fast', 'balanced', 'fine']),
  parameters: z.record(z.string(), z.json()),
  exampleDescriptor: styleDescriptor,
  footageDescriptor: styleDescriptor,
  budgetContext: z.enum(['user_run', 'system_test', 'benchmark']),
  excerptStartMs: z.number().nullish(),
  excerptDurationMs: z.number().nullish(),
  workflowDefinition: z.record(z.string(), z.json()).nullish(),
});

/**
 * The runner's task of a lease. The seed comes from the run, so that grain and dust of the excerpt and
 * of the full-length render are the same.
 * @throws ZodError when the lease does not hold what a runner needs
 */
export function runnerTaskOf(lease: Lease): RunnerTask {
  const { excerptStartMs, excerptDurationMs, workflowDefinition, ...task } = leaseSchema.parse(lease);
  const excerpt =
    excerptDurationMs === null || excerptDurationMs === undefined
      ? null
      : { startMs: excerptStartMs ?? 0, durationMs: excerptDurationMs };
  return {
    ...task,
    ...(workflowDefinition ? { definition: workflowDefinition } : {}),
    excerpt,
    seed: createHash('sha256').update(lease.correlationId).digest().readUInt32BE(0),
  };
}
