import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
import { LocalFault } from './local-fault.ts';
import { choosePort } from './ports.ts';
import { answers, postgresSettings } from './postgres.ts';
import { type PostgresAccount, postgresAccount } from './postgres-account.ts';
import type { ServiceContext } from './service-context.ts';
import { lastLines, waitUntil } from './wait-until.ts';

/** What a base backup leaves out: the primary's own run, and log that comes over the wire. */
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'pg_replslot', 'pg_stat_tmp', 'pg_notify']);

/** A cluster that is to be followed: its superuser's address, its data folder and its programs. */
export interface Primary {
  url: string;
  dataDir: string;
  binDir: string;
}

export interface PostgresReplica {
  /** Of the same database, to read from. */
  readonly url: string;
  readonly process: EmbeddedProcess;
}

/**
 * A hot standby on this machine that follows a running cluster by streaming replication, from a base backup taken through
 * the low-level interface (PostgreSQL documentation, "Making a Base Backup Using the Low Level API").
 * @param folder gets the replica's data; must not exist
 * @throws LocalFault `REPLICA_DOWN` when it does not come up within 30 s
 */
export async function startPostgresReplica(
  primary: Primary,
  folder: string,
  context: ServiceContext,
): Promise<PostgresReplica> {
  const account = postgresAccount();
  await backUp(primary, folder, account);
  const port = await choosePort('postgres-replica', context.preferredPort(54330), context);
  const { hostname, port: primaryPort, username, password } = new URL(primary.url);
  const follows = `host=${hostname} port=${primaryPort} user=${username} password=${password} application_name=replica`;
  const server = await startEmbeddedProcess({
    name: 'postgres-replica',
    command: path.join(primary.binDir, 'postgres'),
    args: ['-D', folder, ...postgresSettings(port, context.durable), '-c', `primary_conninfo=${follows}`],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    user: account ?? undefined,
    stateDir: context.stateDir,
    stopSignal: 'SIGINT',
  });
  const url = new URL(primary.url);
  url.port = String(port);
  try {
    await waitUntil(() => answers(url.href), { forMs: 30_000, unless: server.exited });
  } catch (cause) {
    await server.stop();
    throw new LocalFault('REPLICA_DOWN', `The replica did not come up: ${lastLines(server)}`, { cause });
  }
  return { url: url.href, process: server };
}

async function backUp(
  { url, dataDir }: Primary,
  folder: string,
  account: PostgresAccount | null,
): Promise<void> {
  if (existsSync(folder)) throw new LocalFault('REPLICA_FOLDER', `${folder} is there already.`);
  // One session from start to stop, or the backup is void.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_backup_start('replica', true)");
    mkdirSync(folder, { mode: 0o700 });
    for (const name of readdirSync(dataDir)) {
      if (LEFT_OUT.has(name)) continue;
      const isLog = name === 'pg_wal';
      cpSync(path.join(dataDir, name), path.join(folder, name), {
        recursive: true,
        // Segments come from the primary; only their folder is needed.
        filter: (source) => !isLog || path.dirname(source) !== path.join(dataDir, name),
      });
    }
    for (const name of ['pg_replslot', 'pg_stat_tmp', 'pg_notify'])
      mkdirSync(path.join(folder, name), { mode: 0o700 });
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    writeFileSync(path.join(folder, 'backup_label'), rows[0]!.labelfile);
    writeFileSync(path.join(folder, 'standby.signal'), '');
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
  if (account) giveTo(account, folder);
}

function giveTo({ uid, gid }: PostgresAccount, folder: string): void {
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(path.join(folder, name), uid, gid);
  }
}
