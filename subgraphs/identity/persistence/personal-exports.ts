import { sql, type Transaction } from '@effect-studio/kernel/database';

export interface PersonalExport {
  id: string;
  requestedAt: Date;
  expiresAt: Date;
}

interface ExportRow {
  id: string;
  created_at: Date;
  expires_at: Date;
}

const INSERT = sql(
  'identity-insert-export',
  'insert into identity.personal_export (id, owner_id, tenant_id, expires_at, created_at) values ($1, $2, $3, $4, $5)',
);
const OF = sql(
  'identity-exports-of',
  'select id, created_at, expires_at from identity.personal_export where owner_id = $1 and expires_at > $2 order by id desc limit 20',
);
const BY_ID = sql(
  'identity-export',
  'select id, created_at, expires_at from identity.personal_export where id = $1 and owner_id = $2',
);
const DROP = sql('identity-drop-export', 'delete from identity.personal_export where id = $1');

export async function insertExport(tx: Transaction, id: string, expiresAt: Date): Promise<void> {
  const { subjectId, tenantId } = tx.call.caller;
  await tx.rows(INSERT, [id, subjectId, tenantId, expiresAt, tx.now]);
}

const toExport = (row: ExportRow): PersonalExport => ({
  id: row.id,
  requestedAt: row.created_at,
  expiresAt: row.expires_at,
});

/** The caller's own that have not expired, newest first. */
export async function exportsOfCaller(tx: Transaction): Promise<PersonalExport[]> {
  return (await tx.rows<ExportRow>(OF, [tx.call.caller.subjectId, tx.now])).map(toExport);
}

export async function exportOfCaller(tx: Transaction, id: string): Promise<PersonalExport | null> {
  const row = await tx.maybeOne<ExportRow>(BY_ID, [id, tx.call.caller.subjectId]);
  return row && toExport(row);
}

export async function dropExport(tx: Transaction, id: string): Promise<void> {
  await tx.rows(DROP, [id]);
}
