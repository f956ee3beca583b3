import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { RevisionContent } from '../domain/revision.ts';

/** Published effects that a candidate is held against, the latest first. */
const MOST_COMPARED = 2_000;

// The creator chose another candidate before anybody decided: it stands in the place of the first.
const KEEP = sql(
  'gallery-keep-candidate',
  `insert into gallery.candidate (run_id, tenant_id, owner_id, content, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $5)
   on conflict (run_id) do update set content = excluded.content, updated_at = excluded.updated_at,
     version = gallery.candidate.version + 1`,
);
const BY_RUNS = sql(
  'gallery-candidates-by-run',
  'select run_id, content from gallery.candidate where run_id = any($1)',
);
/** $1 effect type, $2 run of the candidate, whose own effect is not meant, $3 rows. */
const PUBLISHED = sql(
  'gallery-published-of-type',
  `select e.id as effect_id, r.content from gallery.effect e
   join gallery.revision r on r.tenant_id = e.tenant_id and r.id = e.revision_id
   where e.is_published and e.effect_type_id = $1 and e.run_id <> $2 order by e.id desc limit $3`,
);

/** Keeps what a result would pin, for as long as it may be decided about. */
export async function keepCandidate(
  tx: Transaction,
  { runId, ownerId, content }: { runId: string; ownerId: string; content: RevisionContent },
): Promise<void> {
  const { tenantId } = tx.call.caller;
  await tx.rows(KEEP, [runId, tenantId, ownerId, JSON.stringify(content), tx.now]);
}

/** What results of these runs would pin, as far as the caller may see it. */
export async function candidatesOf(
  tx: Transaction,
  runIds: readonly string[],
): Promise<Map<string, RevisionContent>> {
  const rows = await tx.rows<{ run_id: string; content: RevisionContent }>(BY_RUNS, [[...runIds]]);
  return new Map(rows.map(({ run_id, content }) => [run_id, content]));
}

/** What published effects of a type pin, but for the one that the run itself became. */
export async function publishedOfType(
  tx: Transaction,
  effectTypeId: string,
  runId: string,
): Promise<{ effectId: string; content: RevisionContent }[]> {
  const values = [effectTypeId, runId, MOST_COMPARED];
  const rows = await tx.rows<{ effect_id: string; content: string }>(PUBLISHED, values);
  return rows.map(({ effect_id, content }) => ({
    effectId: effect_id,
    content: JSON.parse(content) as RevisionContent,
  }));
}
