import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program unpacked from distribution packages, with the libraries that it needs beside it. */
export interface UnpackedProgram {
  readonly path: string;
  /** For LD_LIBRARY_PATH; empty when the system's own libraries suffice. */
  readonly libraryPath: string;
}

/**
 * Fetches a Debian package and whatever it needs that this machine lacks, and unpacks them below `toolsDir`.
 * Needs neither root nor a change to the system: apt works on its own private lists and cache.
 *
 * @param program path inside the package, such as `usr/bin/redis-server`
 * @returns null when this is no Debian-like machine or the package cannot be had
 */
export async function unpackDebianProgram(
  packageName: string,
  program: string,
  toolsDir: string,
): Promise<UnpackedProgram | null> {
  const root = path.join(toolsDir, packageName);
  const present = await findUnpacked(root, program);
  if (present) return present;
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) return null;
  const staging = `${root}.${process.pid}`;
  try {
    mkdirSync(path.join(staging, 'deb'), { recursive: true });
    await download(packageName, staging).catch(async () => {
      mkdirSync(path.join(staging, 'lists', 'partial'), { recursive: true });
      await apt(staging, 'update');
      await download(packageName, staging);
    });
    for (const deb of readdirSync(path.join(staging, 'deb'))) {
      await run('dpkg', ['-x', path.join(staging, 'deb', deb), path.join(staging, 'root')]);
    }
    rmSync(root, { recursive: true, force: true });
    renameSync(path.join(staging, 'root'), root);
    return await findUnpacked(root, program);
  } catch {
    return null;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What an earlier start unpacked, if it is complete: the program and every shared library that it names. */
async function findUnpacked(root: string, program: string): Promise<UnpackedProgram | null> {
  const executable = path.join(root, program);
  if (!existsSync(executable)) return null;
  const libraryPath = ['usr/lib', 'lib']
    .flatMap((folder) => [path.join(root, folder), ...subfolders(path.join(root, folder))])
    .filter((folder) => existsSync(folder))
    .join(':');
  try {
    const { stdout } = await run('ldd', [executable], {
      env: { ...process.env, LD_LIBRARY_PATH: libraryPath },
    });
    return stdout.includes('not found') ? null : { path: executable, libraryPath };
  } catch {
    return null;
  }
}

/** Multiarch folders such as `usr/lib/x86_64-linux-gnu`, and those that libraries make below them. */
function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
    .flatMap((entry) => {
      const multiarch = path.join(folder, entry.name);
      const nested = readdirSync(multiarch, { withFileTypes: true }).filter((inner) => inner.isDirectory());
      return [multiarch, ...nested.map((inner) => path.join(multiarch, inner.name))];
    });
}

async function download(packageName: string, staging: string): Promise<void> {
  const plan = await apt(staging, 'install', '--print-uris', '-y', '--no-install-recommends', packageName);
  const uris = [...plan.matchAll(/^'[^']+' (\S+)_[^_\s]+_\S+\.deb /gm)].map((match) => match[1] ?? '');
  if (uris.length === 0) throw new Error(`apt knows no way to install ${packageName}.`);
  await apt(staging, 'download', ...uris);
}

async function apt(staging: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('apt-get', [...privateState(staging), ...args], {
    cwd: path.join(staging, 'deb'),
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 180_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/** After a private `update` the private lists are used, before it the system's. */
function privateState(staging: string): string[] {
  const lists = path.join(staging, 'lists');
  const options = ['-q', '-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=true'];
  options.push('-o', `Dir::Cache=${path.join(staging, 'cache')}`);
  mkdirSync(path.join(staging, 'cache', 'archives', 'partial'), { recursive: true });
  if (existsSync(lists)) options.push('-o', `Dir::State::lists=${lists}`);
  return options;
}
