import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
import { LocalFault } from './local-fault.ts';
import { choosePort } from './ports.ts';
import {
  canReach,
  copyPrograms,
  makeOwnedFolder,
  type PostgresAccount,
  postgresAccount,
  reachableHome,
} from './postgres-account.ts';
import { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { commandLineOf } from './process-identity.ts';
import type { ServiceContext } from './service-context.ts';
import { lastLines, waitUntil } from './wait-until.ts';

const run = promisify(execFile);
const owner = 'studio';
const database = 'studio';

export interface PostgresService {
  /** Connects as the database's owner. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Where its programs lie. */
  readonly binDir: string;
  readonly process: EmbeddedProcess;
}

/**
 * A private PostgreSQL below the state directory: loopback TCP only, scram passwords, fsync on, sized for a
 * small machine (300 connections, 64 MB of shared buffers). The cluster is made on the first start.
 *
 * @throws LocalFault when no PostgreSQL can be had or it does not come up within 30 s
 */
export async function startPostgres(context: ServiceContext): Promise<PostgresService> {
  const account = postgresAccount();
  const { programs, home } = placeWithinReach(await findPostgresPrograms(), account, context);
  const dataDir = path.join(home, 'postgres', `data-${programs.major}`);
  const password = context.secrets.postgresPassword;
  makeOwnedFolder(path.dirname(dataDir), account);
  if (!existsSync(dataDir)) await createCluster(programs, dataDir, password, account);
  removeStaleLock(dataDir);

  const port = await choosePort('postgres', context.preferredPort(54329), context);
  const server = await startEmbeddedProcess({
    name: 'postgres',
    command: path.join(programs.binDir, 'postgres'),
    args: ['-D', dataDir, ...postgresSettings(port, context.durable)],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    user: account ?? undefined,
    stateDir: context.stateDir,
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
    stopSignal: 'SIGINT',
  });
  const urlOf = (name: string) => `postgresql://${owner}:${password}@127.0.0.1:${port}/${name}`;
  try {
    await waitUntil(() => answers(urlOf('postgres')), { forMs: 30_000, unless: server.exited });
    await createDatabase(urlOf('postgres'));
  } catch (cause) {
    await server.stop();
    throw new LocalFault('POSTGRES_DOWN', `PostgreSQL did not come up: ${lastLines(server)}`, {
      cause,
    });
  }
  return { url: urlOf(database), port, dataDir, binDir: programs.binDir, process: server };
}

/** What every cluster here runs with, replicas too: some must not be less than the primary's. */
export function postgresSettings(port: number, durable: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    fsync: durable ? 'on' : 'off',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function placeWithinReach(
  programs: PostgresPrograms,
  account: PostgresAccount | null,
  context: ServiceContext,
): { programs: PostgresPrograms; home: string } {
  if (!account || (canReach(account, programs.binDir) && canReach(account, context.stateDir))) {
    return { programs, home: context.stateDir };
  }
  const home = reachableHome(account, context.stateDir);
  context.state.update((current) => ({ ...current, postgresHome: home }));
  return { programs: copyPrograms(programs, home), home };
}

async function createCluster(
  programs: PostgresPrograms,
  dataDir: string,
  password: string,
  account: PostgresAccount | null,
): Promise<void> {
  // Made aside and renamed: a start that is interrupted here leaves no half cluster behind.
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(fresh, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const locale = programs.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const options = ['-U', owner, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  try {
    const args = ['-D', fresh, `--pwfile=${passwordFile}`, ...options, ...locale];
    await run(path.join(programs.binDir, 'initdb'), args, {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
    chmodSync(fresh, 0o700);
    renameSync(fresh, dataDir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LocalFault('POSTGRES_INIT', `PostgreSQL's cluster could not be made: ${reason}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A lock file whose pid was meanwhile given to another program would keep PostgreSQL from starting. */
function removeStaleLock(dataDir: string): void {
  const lock = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (!commandLineOf(pid).includes('postgres')) rmSync(lock, { force: true });
}

/** Whether a server at this address answers. */
export async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
