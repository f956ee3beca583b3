import { z } from 'zod';

const nodeId = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/);

/** Settings of a workflow of the ComfyUI adapter: its graph in API format, and what is bound by node id. */
export const comfyUiSettings = z.strictObject({
  graph: z
    .record(
      nodeId,
      z.looseObject({ class_type: z.string().min(1).max(128), inputs: z.record(z.string(), z.json()) }),
    )
    .refine((graph) => Object.keys(graph).length <= 500, 'at most 500 nodes'),
  bindings: z
    .array(
      z.strictObject({
        nodeId,
        input: z.string().min(1).max(64),
        from: z.union([
          z.enum(['footage', 'outputPrefix', 'seed', 'frameWidth', 'frameHeight']),
          z.strictObject({
            parameter: z.string().min(1).max(64),
            range: z.tuple([z.number(), z.number()]).optional(),
          }),
        ]),
      }),
    )
    .max(200),
  outputNodeId: nodeId,
});
