import { z } from 'zod';

/** What a ComfyUI says of one kind of node; only what a check needs. */
const nodeInfo = z.object({
  input: z
    .object({
      required: z.record(z.string(), z.array(z.unknown()).min(1)).optional(),
      optional: z.record(z.string(), z.array(z.unknown()).min(1)).optional(),
    })
    .prefault({}),
  output: z.array(z.unknown()),
  output_node: z.boolean().optional(),
  category: z.string().optional(),
});

/** `GET /object_info`: every kind of node that a ComfyUI has. */
export const objectInfoSchema = z.record(z.string(), nodeInfo);
export type ObjectInfo = z.infer<typeof objectInfoSchema>;

/** What one input takes. */
export interface InputType {
  /** Such as `IMAGE`; several where a node takes any of them; `*` takes all. */
  types: readonly string[];
  /** Of a choice. */
  options: readonly unknown[] | null;
  min: number | null;
  max: number | null;
  /** The choice lists uploads, and an upload made since is as good. */
  isUpload: boolean;
}

const optionsSchema = z.looseObject({
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(z.unknown()).optional(),
});

/** Reads `["INT", {min, max}]`, `[["a", "b"], {}]` and `["COMBO", {options: ["a", "b"]}]`. */
export function inputType([type, settings]: readonly unknown[]): InputType {
  const given = optionsSchema.safeParse(settings).data ?? {};
  const isUpload = Object.entries(given).some(([name, value]) => name.endsWith('_upload') && value === true);
  const limits = { min: given.min ?? null, max: given.max ?? null, isUpload };
  if (Array.isArray(type)) return { types: ['COMBO'], options: type, ...limits };
  const types = String(type).split(',');
  return { types, options: types.includes('COMBO') ? (given.options ?? null) : null, ...limits };
}
