import { PLACE } from '@effect-studio/kernel/bus/relay-statements';
import { eventsOf, type ToldRow } from '@effect-studio/kernel/bus/told-row';
import { newId } from '@effect-studio/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { MigratedDatabase, REFUSED, RUNTIME_ROLES } from './migrated-database.ts';
import { UNFORCED_TABLES } from './unforced-tables.ts';

const SCHEMAS = CONTEXTS.map(({ name }) => String(name));
/** PostgreSQL, of a view over two tables: object_not_in_prerequisite_state, wrong_object_type. */
const READ_ONLY = ['55000', '42809'];
const VERBS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'] as const;
type Verb = (typeof VERBS)[number];

/** What roles may do with tables of the bus, and nothing else. Rows are narrowed further by policies. */
const OF_EVERY_CONTEXT: Record<string, Verb[]> = {
  action_log: ['INSERT'],
  dead_letter: ['SELECT', 'INSERT', 'UPDATE'],
  replay_slot: ['SELECT', 'UPDATE'],
  consumer_group: ['SELECT', 'INSERT', 'UPDATE'],
  clock: ['SELECT'],
};
const ON_THE_BUS: Record<string, Record<string, Verb[]>> = {
  es_operations: {
    ...OF_EVERY_CONTEXT,
    event_log: ['SELECT'],
    action_log: ['SELECT', 'INSERT'],
    clock: ['SELECT', 'UPDATE'],
    audit_entry: ['SELECT'],
    audit_change: ['SELECT'],
    feature_flag: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  },
  es_relay: {
    outbox: ['SELECT', 'DELETE'],
    outbox_queue: ['SELECT', 'DELETE'],
    event_position: ['SELECT', 'INSERT', 'DELETE'],
    told: ['SELECT'],
    consumer_group: ['SELECT'],
  },
  es_tail: {
    told: ['SELECT'],
    event_position: ['SELECT'],
    clock: ['SELECT'],
    feature_flag: ['SELECT'],
    outbox_queue: ['SELECT'],
    consumer_group: ['SELECT'],
  },
};

interface Table {
  schema: string;
  name: string;
  column: string;
}

let database: MigratedDatabase;
let tables: Table[];
beforeAll(async () => {
  database = await MigratedDatabase.open();
  tables = await database.rows<Table & Record<string, string>>(
    `select n.nspname as schema, c.relname as name, a.attname as column
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = (
         select min(attnum) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = '')
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = any($1)`,
    [[...SCHEMAS, 'bus']],
  );
});
afterAll(() => database?.close());

const statementsOn = ({ schema, name, column }: Table): Record<Verb, string> => {
  const table = `${schema}.${name}`;
  return {
    SELECT: `select * from ${table} limit 1`,
    INSERT: `insert into ${table} default values`,
    UPDATE: `update ${table} set ${column} = ${column} where false`,
    DELETE: `delete from ${table} where false`,
    TRUNCATE: `truncate ${table}`,
    TRIGGER: `create trigger t before insert on ${table} for each row execute function suppress_redundant_updates_trigger()`,
  };
};

describe('at run time no role', () => {
  it('is a superuser, bypasses row-level security, makes roles or databases, or is in another role', async () => {
    const roles = await database.rows(
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         exists (select 1 from pg_auth_members m where m.member = r.oid) as is_member
       from pg_roles r where rolname = any($1) order by rolname`,
      [[...RUNTIME_ROLES]],
    );
    const none = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    expect(roles).toEqual(
      [...RUNTIME_ROLES]
        .sort()
        .map((rolname) => ({ rolname, ...none, rolreplication: false, is_member: false })),
    );
  });

  it('owns anything, neither in this database nor in the cluster', async () => {
    const owned = await database.rows(
      `select r.rolname, d.classid::regclass::text as kind, d.objid from pg_shdepend d
       join pg_roles r on r.oid = d.refobjid where d.deptype = 'o' and r.rolname = any($1)
         and d.dbid in (0, (select oid from pg_database where datname = current_database()))`,
      [[...RUNTIME_ROLES]],
    );
    expect(owned).toEqual([]);
  });

  it.each(RUNTIME_ROLES)('%s makes a schema, a table or a function anywhere', async (role) => {
    for (const schema of ['public', 'bus', ...SCHEMAS]) {
      expect(await database.attempt(role, `create table ${schema}.mine (id int)`)).toBe(REFUSED);
    }
    expect(await database.attempt(role, 'create schema mine')).toBe(REFUSED);
  });
});

describe.each(RUNTIME_ROLES)('%s', (role) => {
  const isForeign = (schema: string): boolean => `es_${schema}` !== role;

  it('is refused every table of every other context, whatever it tries', async () => {
    const foreign = tables.filter(({ schema }) => schema !== 'bus' && isForeign(schema));
    expect(foreign.length).toBeGreaterThan(50);
    const reached: string[] = [];
    for (const table of foreign) {
      for (const [verb, statement] of Object.entries(statementsOn(table))) {
        const answer = await database.attempt(role, statement);
        if (answer !== REFUSED) reached.push(`${verb} ${table.schema}.${table.name}: ${answer}`);
      }
    }
    expect(reached).toEqual([]);
  });

  it('is refused sequences and functions of every other context', async () => {
    const sequences = await database.rows<{ schema: string; call: string }>(
      `select schemaname as schema, format('select nextval(%L)', schemaname || '.' || sequencename) as call
       from pg_sequences where schemaname = any($1)`,
      [[...SCHEMAS, 'bus']],
    );
    const functions = await database.rows<{ schema: string; call: string }>(
      `select n.nspname as schema, format('select %I.%I(%s)', n.nspname, p.proname,
         (select string_agg('null::' || format_type(t, null), ', ') from unnest(p.proargtypes) t)) as call
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any($1)`,
      [SCHEMAS],
    );
    expect(sequences.length + functions.length).toBeGreaterThan(0);
    for (const { schema, call } of [...sequences, ...functions]) {
      if (isForeign(schema)) expect([call, await database.attempt(role, call)]).toEqual([call, REFUSED]);
    }
  });

  it('does on the bus what it was granted, and nothing else', async () => {
    const granted = ON_THE_BUS[role] ?? OF_EVERY_CONTEXT;
    for (const table of tables.filter(({ schema }) => schema === 'bus')) {
      const { rows } = await database
        .as(role)
        .query<{ verb: Verb }>(
          `select verb from unnest($2::text[]) verb where has_table_privilege($1, verb)`,
          [`bus.${table.name}`, VERBS],
        );
      const held = rows.map(({ verb }) => verb);
      expect({ table: table.name, held }).toEqual({ table: table.name, held: granted[table.name] ?? [] });
      const statements = statementsOn(table);
      for (const verb of VERBS.filter((one) => !held.includes(one))) {
        const answer = await database.attempt(role, statements[verb]);
        // A view cannot be written to by anybody, and PostgreSQL says that first.
        expect([table.name, verb, READ_ONLY.includes(answer) ? REFUSED : answer]).toEqual([
          table.name,
          verb,
          REFUSED,
        ]);
      }
    }
  });
});

describe('on the bus a context', () => {
  const group = (name: string, position: number) =>
    `insert into bus.consumer_group (name, settled_position, updated_at) values ('${name}', ${position}, now())`;

  it('moves its own cursor and sees no other', async () => {
    await database.owner.query(group('execution', 7));
    expect(await database.attempt('es_execution', 'update bus.consumer_group set settled_position = 8')).toBe(
      'done',
    );
    const client = database.as('es_gallery');
    const moved = await client.query('update bus.consumer_group set settled_position = 1000');
    expect(moved.rowCount).toBe(0);
    expect(await database.attempt('es_gallery', group('execution', 9))).toBe(REFUSED);
    expect(await database.attempt('es_gallery', group('gallery', 9))).toBe('done');
    const seen = await database.as('es_relay').query('select name, settled_position from bus.consumer_group');
    expect(seen.rows).toEqual([{ name: 'execution', settled_position: '7' }]);
  });

  it('writes no dead letter of another', async () => {
    const letter = (owner: string) => `insert into bus.dead_letter
      (id, owner, source, subject, cause_class, error, payload, payload_hash, idempotency_key, attempts, created_at, updated_at)
      values (gen_random_uuid(), '${owner}', 'job', 'x', 'x', 'x', '{}', 'x', 'x', 1, now(), now())`;
    expect(await database.attempt('es_gallery', letter('execution'))).toBe(REFUSED);
    expect(await database.attempt('es_gallery', letter('gallery'))).toBe('done');
  });

  it('tells what its module may tell, in its own name, and nothing else', async () => {
    const body = {
      id: newId(),
      module: 'economics',
      aggregateId: 'b',
      type: 'TokensReserved.v1',
      payload: {},
    };
    const tell = (role: string, types: string, bodies = JSON.stringify(body)) =>
      database.attempt(
        role,
        `select bus.emit(array['a'], array[gen_random_uuid()], array['${types}'], '${bodies}', now())`,
      );
    expect(await tell('es_gallery', 'EffectPublished.v1')).toBe('done');
    expect(await tell('es_gallery', 'TokensReserved.v1')).toBe(REFUSED);
    expect(await tell('es_gallery', 'EffectPublished.v1,TokensReserved.v1', '{"a":1}\u001e{"b":2}')).toBe(
      REFUSED,
    );
    expect(await tell('es_gallery', 'UsageRecorded.v1')).toBe(REFUSED);
    expect(await tell('es_quality', 'UsageRecorded.v1')).toBe('done');
    for (const role of ['es_relay', 'es_tail']) {
      expect(await tell(role, 'EffectPublished.v1')).toBe(REFUSED);
    }
  });

  it('is named by its own role, whatever it writes into a body', async () => {
    const body = {
      id: newId(),
      module: 'economics',
      aggregateId: 'b',
      type: 'TokensReserved.v1',
      payload: {},
    };
    await database
      .as('es_gallery')
      .query(
        `select bus.emit(array['a'], array[gen_random_uuid()], array['EffectPublished.v1'], $1, now())`,
        [JSON.stringify(body)],
      );
    const { rows } = await database.owner.query(
      `select type, body ->> 'type' as told, body ->> 'module' as module, body ->> 'aggregateId' as about from bus.event`,
    );
    expect(rows).toEqual([
      { type: 'EffectPublished.v1', told: 'EffectPublished.v1', module: 'gallery', about: 'a' },
    ]);
    const placed = await database.as('es_relay').query<ToldRow>(PLACE, [new Date()]);
    expect(placed.rows.flatMap(eventsOf).map((event) => JSON.parse(event.body))).toMatchObject([
      { type: 'EffectPublished.v1', module: 'gallery', aggregateId: 'a' },
    ]);
  });

  it.each([
    ['two bodies for one name', 'EffectPublished.v1', '{"a":1}\u001e{"b":2}'],
    ['a name too many', 'EffectPublished.v1,EffectPublished.v1', '{"a":1}'],
    ['no object', 'EffectPublished.v1', '["a"]'],
    ['an empty object', 'EffectPublished.v1', '{}'],
    ['blanks at the end', 'EffectPublished.v1', '{"a":1} '],
    ['half an object', 'EffectPublished.v1', '{"a":{"b":1}'],
    ['two objects', 'EffectPublished.v1', '{"a":1},{"b":2}'],
  ])('tells nothing that readers could not take apart: %s', async (_, types, bodies) => {
    const before = await database.owner.query('select count(*) from bus.outbox');
    const answer = await database.attempt(
      'es_gallery',
      `select bus.emit(array['a'], array[gen_random_uuid()], array['${types}'], '${bodies}', now())`,
    );
    expect([REFUSED, '22P02']).toContain(answer);
    expect((await database.owner.query('select count(*) from bus.outbox')).rows).toEqual(before.rows);
  });

  it('cannot turn the test clock back, be it operations', async () => {
    const turn = (byMs: number) => `update bus.clock set offset_ms = offset_ms + ${byMs}`;
    expect(await database.attempt('es_operations', turn(1))).toBe('done');
    expect(await database.attempt('es_operations', turn(-1))).toBe('23514');
    expect(await database.attempt('es_gallery', turn(1))).toBe(REFUSED);
  });
});

describe('row-level security', () => {
  it('is forced on every table with an owner, but for those with a reason', async () => {
    const unforced = await database.rows<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname = any($1) and not (c.relrowsecurity and c.relforcerowsecurity)
         and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname in ('owner_id', 'user_id', 'person_id'))
       order by 1`,
      [SCHEMAS],
    );
    expect(unforced.map(({ name }) => name)).toEqual([...UNFORCED_TABLES.keys()].sort());
  });

  it('of a table with an owner has a policy that asks for the tenant', async () => {
    const blind = await database.rows<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and c.relrowsecurity and not exists (
         select 1 from pg_policy p where p.polrelid = c.oid
           and pg_get_expr(p.polqual, p.polrelid) like '%app.tenant_id%')`,
      [SCHEMAS],
    );
    expect(blind).toEqual([]);
  });

  it('shows nothing to a connection that has not said who asks', async () => {
    const guarded = await database.rows<{ schema: string; name: string }>(
      `select n.nspname as schema, c.oid::regclass::text as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relrowsecurity`,
      [SCHEMAS],
    );
    for (const { schema, name } of guarded) {
      const { rows } = await database.as(`es_${schema}`).query(`select count(*)::int as seen from ${name}`);
      expect({ name, ...rows[0] }).toEqual({ name, seen: 0 });
    }
  });
});
