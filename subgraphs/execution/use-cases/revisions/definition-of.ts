import type { CallContext } from '@effect-studio/kernel/context';
import type { Database } from '@effect-studio/kernel/database';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { READ_DEFINITIONS } from '../../persistence/sql/revision-statements.ts';

type Definition = Record<string, unknown> | null;

/** Forms do not change, and few are in use at once. */
const MOST_KEPT = 500;
const memories = new WeakMap<Database, Map<number, Definition>>();

function memoryOf(ctx: CallContext): Map<number, Definition> {
  const known = memories.get(ctx.db);
  if (known) return known;
  const memory = new Map<number, Definition>();
  memories.set(ctx.db, memory);
  return memory;
}

/** The form that a machine is given with a lease of this revision; null: it has it built in. Remembered by the process. */
export async function definitionOf(ctx: CallContext, revisionId: number): Promise<Definition> {
  const memory = memoryOf(ctx);
  const known = memory.get(revisionId);
  if (known !== undefined) return known;
  const found = await loader<number, { definition: Definition }>(ctx, 'execution-definition', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      const rows = await tx.rows<{ id: number; definition: Definition }>(READ_DEFINITIONS, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    }),
  ).load(revisionId);
  const definition = found?.definition ?? null;
  if (memory.size >= MOST_KEPT) memory.delete(memory.keys().next().value!);
  memory.set(revisionId, definition);
  return definition;
}
