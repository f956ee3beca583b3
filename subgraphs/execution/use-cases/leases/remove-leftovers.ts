import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { isId } from '@effect-studio/kernel/ids';
import { asPlatform } from '../platform-call.ts';

/** By then nobody can write to its signed URL any more, and a late result would have come. */
const KEPT_MS = 24 * 3_600_000;
const AT_ONCE = 500;

/** $1 lease ids, $2 hex digests. What of them is still needed: leases that live, and results that were taken. */
const NEEDED = sql(
  'execution-needed-objects',
  `select lease_id::text as name from execution.provider_slot where lease_id = any($1)
   union all
   select distinct output_sha256 from execution.attempt where output_sha256 = any($2)`,
);

/**
 * Removes what agents sent and nobody took: uploads of leases that were lost, copies whose verification was cut off by a
 * crash, and results that were never settled. A day old at least.
 * @returns how many objects went
 */
export async function removeLeftovers(ctx: CallContext): Promise<number> {
  const platform = asPlatform(ctx);
  const before = ctx.clock.now().getTime() - KEPT_MS;
  let removed = 0;
  for (const prefix of ['uploads/outputs/', 'uploads/held/', 'outputs/']) {
    let old: { key: string; name: string }[] = [];
    const removeUnneeded = async (): Promise<void> => {
      const names = old.map(({ name }) => name);
      const rows = await platform.db.transaction(platform, (tx) =>
        tx.rows<{ name: string }>(NEEDED, [names.filter(isId), names]),
      );
      const needed = new Set(rows.map(({ name }) => name));
      for (const { key } of old.filter(({ name }) => !needed.has(name))) {
        await ctx.storage.remove(key);
        removed += 1;
      }
      old = [];
    };
    for await (const { key, storedAt } of ctx.storage.list(prefix)) {
      const name = nameIn(key.slice(prefix.length));
      if (name && storedAt.getTime() < before) old.push({ key, name });
      if (old.length >= AT_ONCE) await removeUnneeded();
    }
    if (old.length > 0) await removeUnneeded();
  }
  if (removed > 0) ctx.log.info({ removed }, 'what agents sent and nobody took was removed');
  return removed;
}

/** The lease's id or the digest that a key begins with; null for what this context did not write. */
const nameIn = (rest: string): string | null =>
  /^([0-9a-f]{64})\.mp4$/.exec(rest)?.[1] ??
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[.-]/.exec(rest)?.[1] ??
  null;
