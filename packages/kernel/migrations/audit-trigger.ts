import type pg from 'pg';

/** What the kernel keeps for itself in every context. */
const KERNEL_TABLES = ['inbox', 'idempotency', 'job', 'schema_migration'];

/**
 * Has changes of a table noted in the audit trail while an admin's mutation runs; at any other time the condition is
 * false, and the row is not looked at. PostgreSQL prepares the condition anew for each statement, which takes longer than to
 * write a row: a table that is written thousands of times a second leaves out what no admin's mutation does.
 * @param table with its schema
 * @param key columns of its primary key
 * @param events what is noted, default everything
 */
export const auditTrigger = (
  table: string,
  key: readonly string[],
  events = 'insert or update or delete',
): string =>
  `create trigger audit_change after ${events} on ${table}
   for each row when (current_setting('app.audit', true) <> '')
   execute function bus.audit_change(${key.map((column) => `'${column}'`).join(', ')});`;

/** Puts the trigger on every table of a context that has none, so that no migration can forget it. */
export async function auditTables(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ name: string; key: string[] }>(
    `select c.oid::regclass::text as name,
       array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
             where i.indrelid = c.oid and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($2)
       and not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit_change')`,
    [schema, KERNEL_TABLES],
  );
  for (const { name, key } of rows) await client.query(auditTrigger(name, key));
}
