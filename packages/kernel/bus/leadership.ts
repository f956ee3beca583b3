import pg from 'pg';
import { StudioError } from '../errors.ts';

/** Silence after which PostgreSQL ends the leader's session, and with it the lead. */
const LEASE_MS = 10_000;
const HEARTBEATS_PER_LEASE = 4;

export interface LeadershipOptions {
  databaseUrl: string;
  /** What is led: kind and name, such as `consumer-group` and `economics`. */
  kind: string;
  name: string;
  /** Milliseconds, default 10 000. */
  leaseMs?: number;
}

/**
 * The lead among processes that could all do the same work: an advisory lock with a lease. The lock lives as
 * long as its session; a leader that is frozen or cut off stops its heartbeats, and PostgreSQL then ends the
 * session (`idle_session_timeout`), so that another takes over. A leader that wakes up after that knows from its
 * own clock that its lease is over. `pg_stat_activity.application_name` tells which process leads.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #leaseMs: number;
  #client: pg.Client | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #hasLock = false;
  /** Process time at which the last answered query was sent; the session is alive at least a lease longer. */
  #confirmedAtMs = 0;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
  }

  /** False as soon as the connection is gone or nothing was heard for a lease. */
  get isHeld(): boolean {
    return this.#hasLock && performance.now() - this.#confirmedAtMs < this.#leaseMs;
  }

  /** Takes the lead, or keeps it. @returns false while another process has it @throws when PostgreSQL is away */
  async take(): Promise<boolean> {
    if (this.#hasLock && !this.isHeld) await this.release();
    const client = this.#client ?? (await this.#connect());
    const { rows } = await this.#ask<{ leads: boolean }>(client, {
      text: 'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as leads',
      values: [this.#options.kind, this.#options.name],
    });
    if (rows[0]?.leads !== true) return false;
    if (this.#client !== client) return false;
    this.#hasLock = true;
    this.#heartbeat ??= setInterval(() => this.#beat(client), this.#leaseMs / HEARTBEATS_PER_LEASE);
    return true;
  }

  /**
   * Runs a statement on the session that holds the lock: it fails, and does nothing, when the lead is lost.
   * @throws StudioError `LEAD_LOST`, or what PostgreSQL says
   */
  async query<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    this.assertHeld();
    const { rows } = await this.#ask<Row>(this.#client!, query);
    return rows;
  }

  /** @throws StudioError `LEAD_LOST` */
  assertHeld(): void {
    if (this.isHeld) return;
    const { kind, name } = this.#options;
    throw new StudioError('LEAD_LOST', `this process leads ${kind} ${name} no longer`, { retryable: true });
  }

  /** Gives the lead up; safe to call again. */
  async release(): Promise<void> {
    const client = this.#client;
    this.#forget(client);
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<pg.Client> {
    const { databaseUrl, kind, name } = this.#options;
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: `studio-${kind}-${name} ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      query_timeout: 15_000,
      keepAlive: true,
      options: `-c idle_session_timeout=${this.#leaseMs}`,
    });
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    await client.connect();
    this.#client = client;
    return client;
  }

  async #ask<Row extends pg.QueryResultRow>(
    client: pg.Client,
    query: pg.QueryConfig,
  ): Promise<pg.QueryResult<Row>> {
    const sentAtMs = performance.now();
    const result = await client.query<Row>(query);
    if (this.#client === client) this.#confirmedAtMs = Math.max(this.#confirmedAtMs, sentAtMs);
    return result;
  }

  #beat(client: pg.Client): void {
    if (!this.isHeld) {
      void this.release();
      return;
    }
    this.#ask(client, { text: 'select 1' }).catch(() => {
      if (this.#client === client) void this.release();
    });
  }

  #forget(client: pg.Client | null): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#hasLock = false;
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }
}
