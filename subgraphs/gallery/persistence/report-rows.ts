import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { EffectReport, ReportGround, ReportStatus } from '../domain/report.ts';

interface ReportRow {
  id: string;
  effect_id: string;
  owner_id: string;
  ground: ReportGround;
  details: string;
  status: ReportStatus;
  decided_by: string | null;
  decided_at: Date | null;
  decision: string | null;
  created_at: Date;
}

const COLUMNS =
  'id, effect_id, owner_id, ground, details, status, decided_by, decided_at, decision, created_at';

// Zero rows: this person has an open report of this effect already.
const INSERT = sql(
  'gallery-insert-report',
  `insert into gallery.report (id, tenant_id, effect_id, owner_id, ground, details, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $4, $7, $7)
   on conflict (effect_id, owner_id) where status = 'OPEN' do nothing returning ${COLUMNS}`,
);
const BY_ID = sql('gallery-report-by-id', `select ${COLUMNS} from gallery.report where id = $1`);
const LOCK = sql('gallery-lock-report', `select ${COLUMNS} from gallery.report where id = $1 for update`);
/** $1 id to go on behind (null: the first), $2 rows. Who has waited longest comes first. */
const QUEUE = sql(
  'gallery-report-queue',
  `select ${COLUMNS} from gallery.report where status = 'OPEN' and ($1::uuid is null or id > $1) order by id limit $2`,
);
const DECIDED = sql(
  'gallery-reports-decided',
  `select ${COLUMNS} from gallery.report where status = $3 and ($1::uuid is null or id < $1) order by id desc limit $2`,
);
/** $1 effects, $2 whose. The latest of each. */
const OF_PERSON = sql(
  'gallery-reports-of-person',
  `select distinct on (effect_id) ${COLUMNS} from gallery.report
   where effect_id = any($1) and owner_id = $2 order by effect_id, id desc`,
);
/** $1 report, $2 status, $3 by whom, $4 now, $5 words. */
const DECIDE = sql(
  'gallery-decide-report',
  `update gallery.report set status = $2, decided_by = $3, decided_at = $4, decision = $5, updated_at = $4, version = version + 1
   where id = $1 and status = 'OPEN' returning id`,
);
/** $1 effect, $2 by whom, $3 now, $4 words: what was asked for is done for all who asked. */
const UPHOLD_OTHERS = sql(
  'gallery-uphold-other-reports',
  `update gallery.report set status = 'UPHELD', decided_by = $2, decided_at = $3, decision = $4, updated_at = $3,
     version = version + 1
   where effect_id = $1 and status = 'OPEN'`,
);

const toReport = (row: ReportRow): EffectReport => ({
  id: row.id,
  effectId: row.effect_id,
  ownerId: row.owner_id,
  ground: row.ground,
  details: row.details,
  status: row.status,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  decision: row.decision,
  createdAt: row.created_at,
});

/** @returns null when the person has an open report of the effect */
export async function insertReport(
  tx: Transaction,
  report: Pick<EffectReport, 'effectId' | 'ownerId' | 'ground' | 'details'>,
): Promise<EffectReport | null> {
  const { effectId, ownerId, ground, details } = report;
  const { tenantId } = tx.call.caller;
  const row = await tx.maybeOne<ReportRow>(INSERT, [
    newId(),
    tenantId,
    effectId,
    ownerId,
    ground,
    details,
    tx.now,
  ]);
  return row ? toReport(row) : null;
}

export async function findReport(tx: Transaction, id: string): Promise<EffectReport | null> {
  const row = await tx.maybeOne<ReportRow>(BY_ID, [id]);
  return row ? toReport(row) : null;
}

export async function lockReport(tx: Transaction, id: string): Promise<EffectReport | null> {
  const row = await tx.maybeOne<ReportRow>(LOCK, [id]);
  return row ? toReport(row) : null;
}

/** Open reports in the order in which they came, decided ones latest first. */
export async function reportsOf(
  tx: Transaction,
  { status, behind, limit }: { status: ReportStatus; behind: string | null; limit: number },
): Promise<EffectReport[]> {
  const rows =
    status === 'OPEN'
      ? await tx.rows<ReportRow>(QUEUE, [behind, limit])
      : await tx.rows<ReportRow>(DECIDED, [behind, limit, status]);
  return rows.map(toReport);
}

/** The latest report of each effect by one person. */
export async function reportsByPerson(
  tx: Transaction,
  effectIds: readonly string[],
  personId: string,
): Promise<Map<string, EffectReport>> {
  const rows = await tx.rows<ReportRow>(OF_PERSON, [[...effectIds], personId]);
  return new Map(rows.map((row) => [row.effect_id, toReport(row)]));
}

/** Ends a locked, open report. */
export async function decideReport(
  tx: Transaction,
  id: string,
  { status, decidedBy, decision }: { status: ReportStatus; decidedBy: string; decision: string },
): Promise<void> {
  await tx.one(DECIDE, [id, status, decidedBy, tx.now, decision]);
}

/** Ends every other open report of an effect that was taken out. */
export async function upholdOthers(
  tx: Transaction,
  effectId: string,
  { decidedBy, decision }: { decidedBy: string; decision: string },
): Promise<void> {
  await tx.rows(UPHOLD_OTHERS, [effectId, decidedBy, tx.now, decision]);
}
