import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { TestResult } from '../domain/bottleneck.ts';
import type { Bottleneck, BottleneckStep } from '../domain/stored-bottleneck.ts';

const COLUMNS = `id, bottleneck_class, subject_kind, subject_id, tests, affected_attempts, impact_nano_usd_per_hour,
  impact_kind, runbook, suggested_action, action_taken, settings_version, opened_at, last_seen_at, closed_at`;
/** Also changes what may change of one that is there: evidence, impact, what was done, and its end. */
const SAVE = sql(
  'economics-bottleneck-save',
  `insert into economics.bottleneck as b (tenant_id, ${COLUMNS}, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
   on conflict (id) do update set tests = excluded.tests, affected_attempts = excluded.affected_attempts,
     impact_nano_usd_per_hour = excluded.impact_nano_usd_per_hour, action_taken = excluded.action_taken,
     last_seen_at = excluded.last_seen_at, closed_at = excluded.closed_at, updated_at = excluded.updated_at`,
);
const OPEN = sql(
  'economics-bottlenecks-open',
  `select ${COLUMNS} from economics.bottleneck where tenant_id = $1 and closed_at is null order by id for update`,
);
const BY_ID = sql(
  'economics-bottleneck',
  `select ${COLUMNS} from economics.bottleneck where tenant_id = $1 and id = $2`,
);
/** $1 tenant, $2 before id or null, $3 whether open ones only, $4 class or null, $5 limit. Newest first. */
const PAGE = sql(
  'economics-bottlenecks-page',
  `select ${COLUMNS} from economics.bottleneck where tenant_id = $1 and ($2::uuid is null or id < $2)
     and (not $3 or closed_at is null) and ($4::text is null or bottleneck_class = $4) order by id desc limit $5`,
);
const ADD_STEP = sql(
  'economics-bottleneck-step',
  `insert into economics.bottleneck_history (id, tenant_id, bottleneck_id, kind, detail, created_at, created_by)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);
const STEPS = sql(
  'economics-bottleneck-steps',
  `select bottleneck_id as "bottleneckId", kind, detail, created_at as at, created_by as by from economics.bottleneck_history
   where tenant_id = $1 and bottleneck_id = any($2::uuid[]) order by id`,
);

interface BottleneckRow {
  id: string;
  bottleneck_class: Bottleneck['bottleneckClass'];
  subject_kind: Bottleneck['subject']['kind'];
  subject_id: string;
  tests: TestResult[];
  affected_attempts: number;
  impact_nano_usd_per_hour: string | null;
  impact_kind: Bottleneck['impactKind'];
  runbook: string;
  suggested_action: string;
  action_taken: string | null;
  settings_version: string;
  opened_at: Date;
  last_seen_at: Date;
  closed_at: Date | null;
}

const toBottleneck = (row: BottleneckRow): Bottleneck => ({
  id: row.id,
  bottleneckClass: row.bottleneck_class,
  subject: { kind: row.subject_kind, id: row.subject_id },
  tests: row.tests,
  affectedAttempts: row.affected_attempts,
  impactNanoUsdPerHour: row.impact_nano_usd_per_hour === null ? null : BigInt(row.impact_nano_usd_per_hour),
  impactKind: row.impact_kind,
  runbook: row.runbook,
  suggestedAction: row.suggested_action,
  actionTaken: row.action_taken,
  settingsVersion: row.settings_version,
  openedAt: row.opened_at,
  lastSeenAt: row.last_seen_at,
  closedAt: row.closed_at,
});

export async function saveBottleneck(tx: Transaction, bottleneck: Bottleneck): Promise<void> {
  await tx.rows(SAVE, [
    tx.call.caller.tenantId,
    bottleneck.id,
    bottleneck.bottleneckClass,
    bottleneck.subject.kind,
    bottleneck.subject.id,
    JSON.stringify(bottleneck.tests),
    bottleneck.affectedAttempts,
    bottleneck.impactNanoUsdPerHour?.toString() ?? null,
    bottleneck.impactKind,
    bottleneck.runbook,
    bottleneck.suggestedAction,
    bottleneck.actionTaken,
    bottleneck.settingsVersion,
    bottleneck.openedAt,
    bottleneck.lastSeenAt,
    bottleneck.closedAt,
    tx.now,
  ]);
}

/** Bottlenecks that are open, locked until the transaction ends. */
export async function lockOpenBottlenecks(tx: Transaction): Promise<Bottleneck[]> {
  return (await tx.rows<BottleneckRow>(OPEN, [tx.call.caller.tenantId])).map(toBottleneck);
}

export async function bottleneckById(tx: Transaction, id: string): Promise<Bottleneck | null> {
  const row = await tx.maybeOne<BottleneckRow>(BY_ID, [tx.call.caller.tenantId, id]);
  return row && toBottleneck(row);
}

/** Newest first, those before `beforeId` in time. */
export async function bottleneckPage(
  tx: Transaction,
  page: {
    beforeId: string | null;
    isOpenOnly: boolean;
    bottleneckClass: Bottleneck['bottleneckClass'] | null;
    limit: number;
  },
): Promise<Bottleneck[]> {
  const values = [tx.call.caller.tenantId, page.beforeId, page.isOpenOnly, page.bottleneckClass, page.limit];
  return (await tx.rows<BottleneckRow>(PAGE, values)).map(toBottleneck);
}

/** Adds to the history; it is never changed. */
export async function addStep(
  tx: Transaction,
  bottleneckId: string,
  kind: BottleneckStep['kind'],
  detail: string,
): Promise<void> {
  const { tenantId, subjectId, kind: callerKind } = tx.call.caller;
  const by = callerKind === 'system' ? null : subjectId;
  await tx.rows(ADD_STEP, [newId(), tenantId, bottleneckId, kind, detail, tx.now, by]);
}

/** Histories of some bottlenecks, by bottleneck, oldest first. */
export async function stepsOf(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, BottleneckStep[]>> {
  const rows = await tx.rows<BottleneckStep & { bottleneckId: string }>(STEPS, [
    tx.call.caller.tenantId,
    [...ids],
  ]);
  return Map.groupBy(rows, (row) => row.bottleneckId);
}
