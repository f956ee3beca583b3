import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Pin } from '../domain/pin.ts';
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
  `insert into gallery.publish_pin (effect_id, number, tenant_id, revision_id, pinned_by, created_at, run_id, preview_key, reason,
     footage_video_id)
   select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from gallery.publish_pin where effect_id = $1`,
);
/** A revision's number in its effect: how many different ones had been in force when it first was. */
const numberOf = (
  pin: string,
): string => `(select count(distinct q.revision_id)::int from gallery.publish_pin q
     where q.effect_id = ${pin}.effect_id and q.number <= (
       select min(f.number) from gallery.publish_pin f
       where f.effect_id = ${pin}.effect_id and f.revision_id = ${pin}.revision_id)) as number`;
// The pin in force of each effect.
const OF_EFFECTS = sql(
  'gallery-revisions-of-effects',
  `select e.effect_id, r.id, r.content, r.created_at, ${numberOf('e')}
   from (select id as effect_id, tenant_id, revision_id from gallery.effect where id = any($1)) e
   join gallery.revision r on r.tenant_id = e.tenant_id and r.id = e.revision_id`,
);
// Content can be shared by effects; the number is that of the oldest pin.
const BY_ID = sql(
  'gallery-revision-by-id',
  `select r.id, r.content, r.created_at, ${numberOf('p')}
   from gallery.revision r join gallery.publish_pin p on p.tenant_id = r.tenant_id and p.revision_id = r.id
   where r.id = $1 order by p.created_at, p.effect_id limit 1`,
);
/** More pins of one effect are not read: nobody goes back that far. */
const MOST_PINS = 200;
const PINS = sql(
  'gallery-pins-of-effects',
  `select p.effect_id, p.number as sequence, p.run_id, p.pinned_by, p.reason, p.created_at as pinned_at,
     r.id, r.content, r.created_at, ${numberOf('p')}
   from unnest($1::uuid[]) as wanted (effect_id)
   cross join lateral (
     select * from gallery.publish_pin where effect_id = wanted.effect_id order by number desc limit ${MOST_PINS}) p
   join gallery.revision r on r.tenant_id = p.tenant_id and r.id = p.revision_id
   order by p.effect_id, p.number desc`,
);
// What was last to be seen of it. Zero rows: this effect never had it.
const PINNED = sql(
  'gallery-last-pin-of-revision',
  `select preview_key from gallery.publish_pin where effect_id = $1 and revision_id = $2 order by number desc limit 1`,
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

/** What is pinned, by whom, and why. */
export interface NewPin {
  effectId: string;
  revisionId: string;
  pinnedBy: string;
  previewKey: string | null;
  /** The clip of the house that the preview was made on; null for other footage. */
  footageVideoId?: string | null;
  /** The approved run; null when it is a roll back, which has a reason. */
  runId: string | null;
  reason: string | null;
}

/** Pins a revision as the effect's next one, whose row is locked or new. */
export async function pinRevision(tx: Transaction, pin: NewPin): Promise<void> {
  const { effectId, revisionId, pinnedBy, previewKey, footageVideoId = null, runId, reason } = pin;
  const { tenantId } = tx.call.caller;
  const values = [effectId, tenantId, revisionId, pinnedBy, tx.now, runId, previewKey, reason];
  await tx.rows(PIN, [...values, footageVideoId]);
}

/** The object that shows a revision as this effect had it. @returns null when it never did */
export async function lastPinOf(
  tx: Transaction,
  effectId: string,
  revisionId: string,
): Promise<{ previewKey: string | null } | null> {
  const row = await tx.maybeOne<{ preview_key: string | null }>(PINNED, [effectId, revisionId]);
  return row && { previewKey: row.preview_key };
}

interface PinRow extends RevisionRow {
  effect_id: string;
  sequence: number;
  run_id: string | null;
  pinned_by: string;
  reason: string | null;
  pinned_at: Date;
}

/** The pins of each effect that the caller may see, the one in force first. */
export async function pinsOfEffects(
  tx: Transaction,
  effectIds: readonly string[],
): Promise<Map<string, Pin[]>> {
  const pins = new Map<string, Pin[]>();
  for (const row of await tx.rows<PinRow>(PINS, [[...effectIds]])) {
    const { effect_id: effectId, sequence, run_id: runId, pinned_by: pinnedBy, reason } = row;
    const of = pins.get(effectId) ?? [];
    of.push({
      effectId,
      sequence,
      revision: toRevision(row),
      runId,
      pinnedBy,
      reason,
      pinnedAt: row.pinned_at,
    });
    pins.set(effectId, of);
  }
  return pins;
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
