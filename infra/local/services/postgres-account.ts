import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalFault } from './local-fault.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

/** The system user that PostgreSQL runs as; it refuses to run as root. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account to run PostgreSQL under: null (our own) unless we are root, then `postgres`, created when absent.
 * @throws LocalFault `POSTGRES_ACCOUNT` when it can neither be found nor created
 */
export function postgresAccount(): PostgresAccount | null {
  if (process.getuid?.() !== 0) return null;
  const existing = lookUp('postgres');
  if (existing) return existing;
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch {
    // `nobody` is asked next.
  }
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account) return account;
  throw new LocalFault(
    'POSTGRES_ACCOUNT',
    'PostgreSQL refuses to run as root and there is no user "postgres". Create one, or set DATABASE_URL.',
  );
}

function lookUp(name: string): PostgresAccount | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid && uid !== '0' ? { uid: Number(uid), gid: Number(gid) } : null;
}

/** Whether the account may pass through every folder down to this one, by the classic permission bits. */
export function canReach(account: PostgresAccount, folder: string): boolean {
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    if (existsSync(current)) {
      const { mode, uid, gid } = statSync(current);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (current === path.dirname(current)) return true;
  }
}

/**
 * A folder that the account can reach when the repository is not one (below root's home, say): below /var/lib,
 * else the system's temporary folder, named by a hash of the state directory so that checkouts do not meet.
 */
export function reachableHome(account: PostgresAccount, stateDir: string): string {
  const key = createHash('sha256').update(path.resolve(stateDir)).digest('hex').slice(0, 16);
  for (const base of ['/var/lib', tmpdir()]) {
    if (!canReach(account, base) || !isWritable(base)) continue;
    const home = path.join(base, `effect-studio-${key}`);
    mkdirSync(home, { recursive: true, mode: 0o755 });
    if (statSync(home).uid === 0) return home;
  }
  throw new LocalFault(
    'POSTGRES_HOME',
    'The user "postgres" can reach neither this folder nor /var/lib nor the temporary folder. Move the project to a folder that others may enter, or set DATABASE_URL.',
  );
}

/** Copies npm's PostgreSQL to where the account can run it; once per version. */
export function copyPrograms(programs: PostgresPrograms, home: string): PostgresPrograms {
  if (!programs.copyableRoot) return programs;
  const root = path.join(home, `postgresql-${programs.major}`);
  if (!existsSync(path.join(root, 'bin', 'postgres'))) {
    cpSync(programs.copyableRoot, root, { recursive: true, verbatimSymlinks: true });
  }
  return { ...programs, copyableRoot: root, binDir: path.join(root, 'bin') };
}

/** Makes a folder that belongs to the account; our own when it is null. */
export function makeOwnedFolder(folder: string, account: PostgresAccount | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (account) chownSync(folder, account.uid, account.gid);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
