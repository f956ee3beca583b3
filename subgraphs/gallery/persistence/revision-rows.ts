import { sql, type Transaction } from '@effect-studio/kernel/database';
import { type EffectRevision, type RevisionContent, sealContent } from '../domain/revision.ts';

interface RevisionRow {
  id: string;
  number: number;
  content: string;
  created_at: Date;
}

// Zero rows: this content exists; it is shared.
const INSERT = sql(
  'gallery-insert-revision',
  `insert into gallery.revision (tenant_id, id, content, created_by, created_at) values ($1, $2, $3, $4, $5)
   on conflict (tenant_id, id) do nothing`,
);
const PIN = sql(
  'gallery-pin-revision',
  `insert into gallery.publish_pin (effect_id, number, tenant_id, revision_id, pinned_by, created_at)
   select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from gallery.publish_pin where effect_id = $1`,
);
// The pin in force of each effect.
const OF_EFFECTS = sql(
  'gallery-revisions-of-effects',
  `select e.id as effect_id, r.id, r.content, r.created_at,
     (select max(p.number) from gallery.publish_pin p where p.effect_id = e.id and p.revision_id = e.revision_id) as number
   from gallery.effect e join gallery.revision r on r.tenant_id = e.tenant_id and r.id = e.revision_id
   where e.id = any($1)`,
);
// Content can be shared by effects; the number is that of the oldest pin.
const BY_ID = sql(
  'gallery-revision-by-id',
  `select r.id, r.content, r.created_at, p.number
   from gallery.revision r join gallery.publish_pin p on p.tenant_id = r.tenant_id and p.revision_id = r.id
   where r.id = $1 order by p.created_at, p.effect_id limit 1`,
);

const toRevision = (row: RevisionRow): EffectRevision => ({
  id: row.id,
  number: row.number,
  content: JSON.parse(row.content) as RevisionContent,
  createdAt: row.created_at,
});

/** Stores content under its hash; content that exists already is shared. @returns the revision's id */
export async function storeRevision(
  tx: Transaction,
  content: RevisionContent,
  createdBy: string,
): Promise<string> {
  const { id, canonical } = sealContent(content);
  await tx.rows(INSERT, [tx.call.caller.tenantId, id, canonical, createdBy, tx.now]);
  return id;
}

/** Pins a revision as the effect's next one. */
export async function pinRevision(
  tx: Transaction,
  effectId: string,
  revisionId: string,
  pinnedBy: string,
): Promise<void> {
  await tx.rows(PIN, [effectId, tx.call.caller.tenantId, revisionId, pinnedBy, tx.now]);
}

/** The pinned revision of each effect that the caller may see. */
export async function revisionsOfEffects(
  tx: Transaction,
  effectIds: readonly string[],
): Promise<Map<string, EffectRevision>> {
  const rows = await tx.rows<RevisionRow & { effect_id: string }>(OF_EFFECTS, [[...effectIds]]);
  return new Map(rows.map((row) => [row.effect_id, toRevision(row)]));
}

export async function findRevision(tx: Transaction, id: string): Promise<EffectRevision | null> {
  const row = await tx.maybeOne<RevisionRow>(BY_ID, [id]);
  return row ? toRevision(row) : null;
}
