import type pg from 'pg';

/** What a context lets the platform do to rows of all tenants at once. */
export interface OverseenContext {
  name: string;
  retention?: { tables?: readonly { table: string }[] };
  gauges?: readonly { acrossTenantsIn?: readonly string[] }[];
}

/**
 * Lets the overseer (`overseerCaller`) reach rows of every tenant where a context declares it: those that expire, to delete them,
 * and those that a gauge counts, to read them. Every other statement of the platform stays within one tenant.
 */
export async function overseeTables(
  client: pg.Client,
  { name, retention, gauges = [] }: OverseenContext,
): Promise<void> {
  const expiring = new Set((retention?.tables ?? []).map(({ table }) => table));
  const counted = new Set(gauges.flatMap(({ acrossTenantsIn = [] }) => acrossTenantsIn));
  const wanted = [
    ...[...expiring].map((table) => ({ table, verb: 'all' })),
    ...[...counted].filter((table) => !expiring.has(table)).map((table) => ({ table, verb: 'select' })),
  ];
  const { rows } = await client.query<{ table: string; has: boolean }>(
    `select c.oid::regclass::text as table,
       exists (select from pg_policy p where p.polrelid = c.oid and p.polname = c.relname || '_overseen') as has
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relrowsecurity`,
    [name],
  );
  const secured = new Map(rows.map(({ table, has }) => [table, has]));
  for (const { table, verb } of wanted) {
    if (secured.get(table) !== false) continue;
    const policy = `${table.split('.')[1]}_overseen`;
    await client.query(
      `create policy ${policy} on ${table} for ${verb} using ((select current_setting('app.actor', true)) = 'overseer')`,
    );
  }
}
