import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 key, $2 now. */
const EXPECT = sql(
  'intake-object-expect',
  'insert into intake.expected_object (object_key, created_at) values ($1, $2) on conflict do nothing',
);
/** $1 key. */
const RELEASE = sql('intake-object-release', 'delete from intake.expected_object where object_key = $1');
/** $1 keys. */
const EXPECTED = sql(
  'intake-objects-expected',
  'select object_key as key from intake.expected_object where object_key = any($1)',
);

/** Something will lie under this key, or be on its way there, until {@link releaseObject}. */
export async function expectObject(tx: Transaction, key: string): Promise<void> {
  await tx.rows(EXPECT, [key, tx.now]);
}

/** Nobody waits for the object any more: whoever finds it may remove it. */
export async function releaseObject(tx: Transaction, key: string): Promise<void> {
  await tx.rows(RELEASE, [key]);
}

/** Which of these keys somebody waits for. */
export async function expectedObjects(tx: Transaction, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ key: string }>(EXPECTED, [[...keys]]);
  return new Set(rows.map((row) => row.key));
}
