import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type JsonObject } from './canonical-json.ts';

const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 64');

/**
 * A workflow in the words of a document that can be written, compared and sent to a machine. What its `settings` may hold
 * is the adapter's to say (`settings-shape.ts`, `comfyui-settings.ts`).
 */
export const workflowDefinition = z.strictObject({
  id,
  effectTypeId: id,
  variant: z.enum(['fast', 'balanced', 'fine']),
  /** Raised whenever the picture or its cost changes. */
  version: z.int().positive(),
  /** One sentence for people. */
  description: z.string().min(1).max(300),
  /** What the adapter makes the picture from. */
  settings: z.record(z.string(), z.json()),
  /** First guess, in seconds of planning and start, and seconds per million output pixels. */
  cost: z.strictObject({
    fixedSeconds: z.number().min(0).max(3_600),
    secondsPerMegapixel: z.number().min(0).max(3_600),
  }),
  /** What it asks of a machine; absent: nothing. */
  requires: z
    .strictObject({
      vramMiB: z.int().positive().max(1_048_576).optional(),
      capabilities: z.array(z.string().min(1).max(64)).max(16).optional(),
    })
    .optional(),
  /** How ffmpeg compresses the result; other adapters have none. */
  encode: z
    .strictObject({
      preset: z.enum([
        'ultrafast',
        'superfast',
        'veryfast',
        'faster',
        'fast',
        'medium',
        'slow',
        'slower',
        'veryslow',
      ]),
      /** x264's constant rate factor: 0 is lossless, 51 the worst. */
      crf: z.int().min(0).max(51),
      audioKbps: z.int().min(32).max(512),
    })
    .optional(),
  /**
   * What the agents' code made of workflows of this effect type when this was written, as a digest; the studio writes it. Code
   * that has another draws another picture from the same settings.
   */
  planner: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Of ffmpeg; a machine that lacks one does not offer the workflow. */
  requiredFilters: z
    .array(z.string().regex(/^[a-z0-9_]{1,32}$/))
    .max(64)
    .optional(),
});
export type WorkflowDefinitionDocument = z.infer<typeof workflowDefinition>;

/**
 * Digest of what decides the picture, whatever the order of keys: cost, needs, filters and description excluded.
 * @returns SHA-256, 64 lower-case hex digits
 */
export function definitionDigest(
  definition: Pick<WorkflowDefinitionDocument, 'id' | 'effectTypeId' | 'variant' | 'version'> & {
    settings: object;
    encode?: object | undefined;
  },
): string {
  const { id: workflowId, effectTypeId, variant, version, settings, encode } = definition;
  const identity = {
    id: workflowId,
    effectTypeId,
    variant,
    version,
    settings,
    ...(encode ? { encode } : {}),
  };
  return createHash('sha256')
    .update(canonicalJson(identity as unknown as JsonObject))
    .digest('hex');
}

/** Named by a machine that renders workflows which it is given with the lease, for one adapter. */
export const carriesDefinitionsOf = (adapter: string): string => `definitions:${adapter}`;
