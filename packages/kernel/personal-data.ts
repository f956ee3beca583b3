import { reading } from '@effect-studio/schema/events/envelope';
import { PersonDataRequested, PersonErased } from '@effect-studio/schema/events/identity';
import { type Consumer, consume } from './bus/consumer.ts';
import type { CallContext } from './context.ts';
import { sql } from './database/statement.ts';
import type { Transaction } from './database.ts';
import type { JobHandler } from './jobs/job-handler.ts';

/** A table in which something of people lies. */
export interface PersonalTable {
  /** With its schema. */
  table: string;
  /** Column that names the person, or an SQL expression; default `owner_id`. A table may stand here once for each. */
  owner?: string;
  /** When they are to be forgotten: `delete`, or what columns are set to, as SQL; null: nothing in it tells who they are. */
  forget: 'delete' | Readonly<Record<string, string>> | null;
  /** Columns that they get when they ask for their data; null: none. */
  give: readonly string[] | null;
}

/** What one context keeps of people, and how it lets go of it. */
export interface PersonalData {
  tables: readonly PersonalTable[];
  /** Milliseconds from the erasure until the tables are gone through: what is under way ends first. Default 0. */
  forgetsAfterMs?: number;
  /** Milliseconds from the erasure until they are gone through once more: what is told of its consequences comes later. Default: never. */
  forgetsAgainAfterMs?: number;
  /** With the event: what must end at once. */
  atOnce?: (tx: Transaction, personId: string) => Promise<void>;
  /** Before the tables are gone through: objects, other stores. May be repeated. */
  beforeForgetting?: (ctx: CallContext, personId: string) => Promise<void>;
}

/** Where the parts of an export lie. */
export const exportPrefix = (exportId: string): string => `exports/${exportId}/`;
export const exportKey = (exportId: string, context: string): string =>
  `${exportPrefix(exportId)}${context}.json`;

/**
 * What a context does when a person is erased, or asks for what is kept of them. Both are jobs of its own, so that a part
 * that fails is tried again and, when it cannot be done, is a dead letter that somebody sees.
 */
export function personalData(data: PersonalData): { consumers: Consumer[]; jobs: JobHandler[] } {
  return {
    consumers: [
      consume(reading(PersonErased, 'userId'), async (tx, { payload: { userId } }) => {
        await data.atOnce?.(tx, userId);
        const forgetAt = (afterMs: number, dedupeKey: string) =>
          tx.schedule({
            kind: 'forget-person',
            dedupeKey,
            payload: { userId },
            dueAt: new Date(tx.now.getTime() + afterMs),
          });
        await forgetAt(data.forgetsAfterMs ?? 0, `forget:${userId}`);
        const { forgetsAgainAfterMs } = data;
        if (forgetsAgainAfterMs !== undefined) await forgetAt(forgetsAgainAfterMs, `forget-again:${userId}`);
      }),
      consume(
        reading(PersonDataRequested, 'userId', 'exportId', 'modules'),
        async (tx, { payload: { userId, exportId, modules } }) => {
          if (modules && !modules.includes(tx.call.context)) return;
          await tx.schedule({
            kind: 'give-personal-data',
            dedupeKey: `give:${exportId}`,
            payload: { userId, exportId },
          });
        },
      ),
    ],
    jobs: [forgetJob(data), giveJob(data)],
  };
}

function forgetJob({ tables, beforeForgetting }: PersonalData): JobHandler {
  return {
    kind: 'forget-person',
    run: async (ctx, job) => {
      const userId = String(job.payload.userId);
      await beforeForgetting?.(ctx, userId);
      await ctx.db.transaction(ctx, async (tx) => {
        for (const [place, table] of tables.entries()) await forgetIn(tx, table, { userId, place });
        await job.complete(tx);
      });
    },
  };
}

async function forgetIn(
  tx: Transaction,
  { table, owner = 'owner_id', forget }: PersonalTable,
  { userId, place }: { userId: string; place: number },
) {
  if (forget === null) return;
  const change =
    forget === 'delete'
      ? `delete from ${table}`
      : `update ${table} set ${Object.entries(forget)
          .map(([column, value]) => `${column} = ${value}`)
          .join(', ')}`;
  await tx.rows(sql(`kernel-forget-${place}-${table}`, `${change} where ${owner} = $1`), [userId]);
}

/** Puts this context's part of an export into the object store. */
function giveJob({ tables }: PersonalData): JobHandler {
  return {
    kind: 'give-personal-data',
    run: async (ctx, job) => {
      const userId = String(job.payload.userId);
      const part: Record<string, unknown[]> = {};
      for (const [place, { table, owner = 'owner_id', give }] of tables.entries()) {
        if (!give) continue;
        // As text: JSON numbers have no room for large integers.
        const columns = give.map((column) => `'${column}', ${column}`).join(', ');
        const statement = sql(
          `kernel-give-${place}-${table}`,
          `select jsonb_strip_nulls(jsonb_build_object(${columns})) as row from ${table} where ${owner} = $1 order by 1`,
        );
        const rows = await ctx.db.read<{ row: unknown }>(ctx, statement, [userId]);
        part[table] = [...(part[table] ?? []), ...rows.map(({ row }) => row)];
      }
      const body = Buffer.from(`${JSON.stringify(part, null, 2)}\n`);
      await ctx.storage.put(exportKey(String(job.payload.exportId), ctx.context), body, {
        contentType: 'application/json',
      });
    },
  };
}
