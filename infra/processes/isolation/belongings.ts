import type { TestStudio } from '@effect-studio/testing/test-studio';

/** Digests of everything that lies in the database in somebody's name, by table. */
export async function belongingsOf(studio: TestStudio, ownerId: string): Promise<Record<string, unknown>> {
  const { ownerPool } = studio;
  const { rows: tables } = await ownerPool.query<{ name: string }>(
    `select a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind = 'r' and a.attname = 'owner_id' order by 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await ownerPool.query(
      `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${name} t where owner_id = $1`,
      [ownerId],
    );
    found[name] = rows[0];
  }
  return found;
}
