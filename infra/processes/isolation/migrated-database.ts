import { roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { createTestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import pg from 'pg';
import { CONTEXTS } from '../contexts.ts';

/** Roles that processes run as: one per context, the relay and the reader of the log. */
export const RUNTIME_ROLES: readonly string[] = [
  ...CONTEXTS.map(({ name }) => roleOf(name)),
  'es_relay',
  'es_tail',
];

/** PostgreSQL: insufficient_privilege. */
export const REFUSED = '42501';

/** A database of the whole house, empty, with a connection of its owner and one of each runtime role. */
export class MigratedDatabase {
  readonly owner: pg.Client;
  readonly #clients: ReadonlyMap<string, pg.Client>;
  readonly #drop: () => Promise<void>;

  private constructor(owner: pg.Client, clients: Map<string, pg.Client>, drop: () => Promise<void>) {
    this.owner = owner;
    this.#clients = clients;
    this.#drop = drop;
  }

  static async open(): Promise<MigratedDatabase> {
    const database = await createTestDatabase();
    const { STUDIO_SECRET } = testConfig(database.url);
    await migrate(database.url, STUDIO_SECRET, CONTEXTS, createLogger('test', 'silent'));
    const connect = async (connectionString: string): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    };
    const clients = new Map<string, pg.Client>();
    for (const role of RUNTIME_ROLES) {
      clients.set(role, await connect(roleUrl(database.url, STUDIO_SECRET, role)));
    }
    return new MigratedDatabase(await connect(database.url), clients, database.drop);
  }

  as(role: string): pg.Client {
    return this.#clients.get(role)!;
  }

  /** What PostgreSQL says to a statement of this role, which is rolled back: an error code, or `done`. */
  async attempt(role: string, statement: string): Promise<string> {
    const client = this.as(role);
    await client.query('begin');
    try {
      await client.query(statement);
      return 'done';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await client.query('rollback');
    }
  }

  async rows<Row extends pg.QueryResultRow>(query: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(query, values)).rows;
  }

  async close(): Promise<void> {
    await Promise.all([this.owner, ...this.#clients.values()].map((client) => client.end()));
    await this.#drop();
  }
}
