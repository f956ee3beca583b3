import { z } from 'zod';

/** What a job service answers; `docs/providers/job-protocol.md` is normative. Members that are not named here are passed over. */
export const health = z.object({ status: z.literal('ok'), version: z.string() });

export const workflows = z.object({
  workflows: z.array(z.object({ id: z.string(), digest: z.string() })),
});

export const job = z.object({
  id: z.string(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  /** Share done, 0 to 1. */
  progress: z.number().min(0).max(1).optional(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
  output: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().positive() }).optional(),
  figures: z
    .object({
      busyMs: z.number().min(0).optional(),
      startupMs: z.number().min(0).optional(),
      nodeTimings: z
        .array(z.object({ nodeId: z.string(), classType: z.string(), durationMs: z.number().min(0) }))
        .optional(),
      cachedNodeIds: z.array(z.string()).optional(),
    })
    .optional(),
});
export type Job = z.infer<typeof job>;

/** RFC 9457, with the faults of a refused job. */
export const problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a job is asked for with. */
export interface JobRequest {
  workflowId: string;
  /** 64 hex digits. */
  digest: string;
  parameters: unknown;
  seed: number;
  /** Styles of the example and of the footage, as the studio measured them. */
  exampleDescriptor: unknown;
  footageDescriptor: unknown;
  /** Of the clip that was put to `/v1/inputs/{sha256}`. */
  inputSha256: string;
}
