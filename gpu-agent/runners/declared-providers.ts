import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigFault } from '../config.ts';
import type { JsonObject } from './json-value.ts';
import { specifyWorkflow, type WorkflowSpec } from './workflow-spec.ts';

const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and dashes');

/** A workflow as a file declares it. */
export const declaredWorkflow = z.strictObject({
  id,
  effectTypeId: id,
  variant: z.enum(['fast', 'balanced', 'fine']),
  version: z.int().positive(),
  description: z.string().min(1),
  settings: z.record(z.string(), z.json()).default({}),
  cost: z.strictObject({ fixedSeconds: z.number().min(0), secondsPerMegapixel: z.number().min(0) }),
  requires: z
    .strictObject({
      vramMiB: z.int().positive().optional(),
      capabilities: z.array(z.string().min(1)).optional(),
    })
    .optional(),
});

/** A provider as the studio's catalogue wants to know it. */
export const declaredProvider = z.strictObject({
  id,
  name: z.string().min(1),
  adapter: id,
  /** Kind of machine its price is for. */
  instanceType: z.string().min(1),
  capabilities: z.array(z.string().min(1)).default([]),
  budgetContexts: z
    .array(z.enum(['user_run', 'system_test', 'benchmark']))
    .min(1)
    .optional(),
});
export type DeclaredProvider = z.infer<typeof declaredProvider>;

/** The workflow of a declaration, with its digest. */
export function specifyDeclared({
  requires,
  settings,
  ...workflow
}: z.infer<typeof declaredWorkflow>): WorkflowSpec {
  const { vramMiB, capabilities } = requires ?? {};
  return specifyWorkflow({
    ...workflow,
    settings: settings as JsonObject,
    ...(requires
      ? { requires: { ...(vramMiB ? { vramMiB } : {}), ...(capabilities ? { capabilities } : {}) } }
      : {}),
  });
}

/**
 * Reads a declaration.
 * @throws ConfigFault with every fault of the file at once, each with where it is
 */
export async function readDeclaration<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigFault([`${path}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigFault(
    result.error.issues.map((issue) => `${path}, ${issue.path.join('.') || 'the whole'}: ${issue.message}`),
  );
}
