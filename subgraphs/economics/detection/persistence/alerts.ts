import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Alert } from '../domain/alert.ts';
import type { SeriesKey } from '../domain/subject.ts';

const COLUMNS = `id, subject_kind, subject_id, signal, detector, severity, cause, value, expected, peak_score, evidence,
  settings_version, opened_at, closed_at`;
const INSERT = sql(
  'economics-alert-insert',
  `insert into economics.alert (tenant_id, ${COLUMNS}, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null, $15, $15)`,
);
const UPDATE = sql(
  'economics-alert-update',
  `update economics.alert set severity = $3, cause = $4, value = $5, expected = $6, peak_score = $7, closed_at = $8,
     updated_at = $9 where tenant_id = $1 and id = $2`,
);
const OPEN = sql(
  'economics-alerts-open',
  `select ${COLUMNS} from economics.alert where tenant_id = $1 and closed_at is null order by id for update`,
);
const BY_ID = sql(
  'economics-alert',
  `select ${COLUMNS} from economics.alert where tenant_id = $1 and id = $2`,
);
/** $1 tenant, $2 before id or null, $3 whether open ones only, $4 limit. Newest first. */
const PAGE = sql(
  'economics-alerts-page',
  `select ${COLUMNS} from economics.alert where tenant_id = $1 and ($2::uuid is null or id < $2)
     and (not $3 or closed_at is null) order by id desc limit $4`,
);

/** $1 tenant, $2 and $3 subject, $4 signal, $5 from, $6 to. Oldest first. */
const ON_SERIES = sql(
  'economics-alerts-on-series',
  `select ${COLUMNS} from economics.alert
   where tenant_id = $1 and subject_kind = $2 and subject_id = $3 and signal = $4 and opened_at < $6
     and (closed_at is null or closed_at > $5) order by id`,
);

interface AlertRow {
  id: string;
  subject_kind: Alert['subject']['kind'];
  subject_id: string;
  signal: Alert['signal'];
  detector: Alert['detector'];
  severity: Alert['severity'];
  cause: string;
  value: number | null;
  expected: number | null;
  peak_score: number;
  evidence: Record<string, unknown>;
  settings_version: string;
  opened_at: Date;
  closed_at: Date | null;
}

const toAlert = (row: AlertRow): Alert => ({
  id: row.id,
  subject: { kind: row.subject_kind, id: row.subject_id },
  signal: row.signal,
  detector: row.detector,
  severity: row.severity,
  cause: row.cause,
  value: row.value,
  expected: row.expected,
  peakScore: row.peak_score,
  evidence: row.evidence,
  settingsVersion: row.settings_version,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
});

export async function insertAlert(tx: Transaction, alert: Alert): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    alert.id,
    alert.subject.kind,
    alert.subject.id,
    alert.signal,
    alert.detector,
    alert.severity,
    alert.cause,
    alert.value,
    alert.expected,
    alert.peakScore,
    JSON.stringify(alert.evidence),
    alert.settingsVersion,
    alert.openedAt,
    tx.now,
  ]);
}

export async function updateAlert(tx: Transaction, alert: Alert): Promise<void> {
  const { id, severity, cause, value, expected, peakScore, closedAt } = alert;
  const { tenantId } = tx.call.caller;
  await tx.rows(UPDATE, [tenantId, id, severity, cause, value, expected, peakScore, closedAt, tx.now]);
}

/** Alerts that are open, locked until the transaction ends. */
export async function lockOpenAlerts(tx: Transaction): Promise<Alert[]> {
  return (await tx.rows<AlertRow>(OPEN, [tx.call.caller.tenantId])).map(toAlert);
}

export async function alertById(tx: Transaction, id: string): Promise<Alert | null> {
  const row = await tx.maybeOne<AlertRow>(BY_ID, [tx.call.caller.tenantId, id]);
  return row && toAlert(row);
}

/** Newest first, those before `beforeId` in time. */
export async function alertPage(
  tx: Transaction,
  { beforeId, isOpenOnly, limit }: { beforeId: string | null; isOpenOnly: boolean; limit: number },
): Promise<Alert[]> {
  return (await tx.rows<AlertRow>(PAGE, [tx.call.caller.tenantId, beforeId, isOpenOnly, limit])).map(toAlert);
}

/** Episodes of one series that touch a span, oldest first. */
export async function alertsOn(
  tx: Transaction,
  { subject, signal }: SeriesKey,
  { from, to }: { from: Date; to: Date },
): Promise<Alert[]> {
  const values = [tx.call.caller.tenantId, subject.kind, subject.id, signal, from, to];
  return (await tx.rows<AlertRow>(ON_SERIES, values)).map(toAlert);
}
