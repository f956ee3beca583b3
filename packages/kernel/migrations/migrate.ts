import { EVENTS } from '@effect-studio/schema/events/registry';
import pg from 'pg';
import type { Logger } from 'pino';
import { auditTables } from './audit-trigger.ts';
import { BUS_MIGRATIONS, BUS_ROLE_GRANTS, busGrants } from './bus-schema.ts';
import { kernelTables, roleOf, rolePassword } from './context-schema.ts';
import { type OverseenContext, overseeTables } from './overseer-policies.ts';

/** One forward-only step; `sql` names its tables with their schema. */
export interface Migration {
  /** `0001-what-it-does`; applied in this order, once. */
  id: string;
  sql: string;
}

/** What the migrator needs to know of a context. */
export interface MigratableContext extends OverseenContext {
  migrations: readonly Migration[];
  /** What it consumes; absent or empty: it has no group of readers. */
  consumers?: readonly unknown[];
}

/** Serialises migrators of the same database. */
const MIGRATION_LOCK = 7_301_001;

/**
 * Brings the database to the current state: roles (cluster-wide, idempotent), schemas, kernel tables,
 * migrations of every context, grants. Safe to run again and by two processes at once.
 * @param ownerUrl a role that may create roles and schemas
 */
export async function migrate(
  ownerUrl: string,
  studioSecret: string,
  contexts: readonly MigratableContext[],
  log: Logger,
): Promise<void> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const roles = ['es_relay', 'es_tail', ...contexts.map((context) => roleOf(context.name))];
    for (const role of roles) await ensureRole(client, role, rolePassword(studioSecret, role));
    await client.query('revoke create on schema public from public');
    await applyAll(client, 'bus', BUS_MIGRATIONS, log);
    await client.query(BUS_ROLE_GRANTS);
    await registerProducers(client);
    for (const context of contexts) {
      const role = roleOf(context.name);
      await client.query(`create schema if not exists ${context.name}`);
      await client.query(kernelTables(context.name));
      await applyAll(client, context.name, context.migrations, log);
      await auditTables(client, context.name);
      await overseeTables(client, context);
      await client.query(`
        grant usage on schema ${context.name} to ${role};
        grant select, insert, update, delete on all tables in schema ${context.name} to ${role};
        grant usage on all sequences in schema ${context.name} to ${role};
        grant execute on all functions in schema ${context.name} to ${role};
        revoke all on ${context.name}.schema_migration from ${role};
      `);
      await client.query(busGrants(role, context.name));
    }
    await retireGroups(client, contexts);
  } finally {
    await client.end();
  }
}

/** Groups of contexts that are not there any more, or read nothing now, hold neither stream nor log. */
async function retireGroups(client: pg.Client, contexts: readonly MigratableContext[]): Promise<void> {
  const reading = contexts.filter(({ consumers = [] }) => consumers.length > 0).map(({ name }) => name);
  await client.query(
    'update bus.consumer_group set retired_at = now() where retired_at is null and name <> all ($1)',
    [reading],
  );
}

/** Tells the database who may tell which event of the contract. */
async function registerProducers(client: pg.Client): Promise<void> {
  const producers = [...EVENTS.values()].flatMap(({ type, module, producers = [module] }) =>
    producers.map((producer) => ({ type, module: producer })),
  );
  await client.query(
    `with told as (select * from json_to_recordset($1) as told (type text, module text)),
       gone as (delete from bus.event_producer p where not exists (select from told where (told.type, told.module) = (p.type, p.module)))
     insert into bus.event_producer select * from told on conflict do nothing`,
    [JSON.stringify(producers)],
  );
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  // Roles are cluster-wide: another database's migrator may create the same one at this very moment.
  await client.query(`
    do $$ begin
      create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole;
    exception when duplicate_object or unique_violation then null; end $$`);
  try {
    await client.query(`alter role ${role} login nosuperuser nobypassrls password '${password}'`);
  } catch (error) {
    // "tuple concurrently updated": the other migrator sets the same password.
    if ((error as { code?: string }).code !== 'XX000') throw error;
  }
}

async function applyAll(
  client: pg.Client,
  schema: string,
  migrations: readonly Migration[],
  log: Logger,
): Promise<void> {
  await client.query(`create schema if not exists ${schema}`);
  await client.query(
    `create table if not exists ${schema}.schema_migration (id text primary key, applied_at timestamptz not null default now())`,
  );
  const { rows } = await client.query<{ id: string }>(`select id from ${schema}.schema_migration`);
  const applied = new Set(rows.map((row) => row.id));
  for (const migration of [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (applied.has(migration.id)) continue;
    await client.query('begin');
    try {
      await client.query(migration.sql);
      await client.query(`insert into ${schema}.schema_migration (id) values ($1)`, [migration.id]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw new Error(`migration ${schema}/${migration.id} failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
    log.debug({ schema, migration: migration.id }, 'migration applied');
  }
}
