// Plain JavaScript without dependencies: this runs before anything is installed, on Node 20 or later.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const oldestNode = 20;
const runtimeNode = 24;
const generator = 'schema/build/main.ts';
const generated = path.join(root, 'schema', 'generated', 'client.ts');

/**
 * Makes sure that everything is installed, then runs a TypeScript file on Node 24 and ends as it ends.
 * @param {string} file relative to the repository's root, or absolute
 * @param {readonly string[]} args
 */
export async function launch(file, args) {
  checkMachine();
  installWhenNeeded();
  const bin = path.join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
  // The channel tells the program when this launcher is gone, however it went.
  const stdio = /** @type {const} */ (['inherit', 'inherit', 'inherit', 'ipc']);
  const child = spawn(findNode(), [path.resolve(root, file), ...args], { stdio, env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // From a terminal Ctrl-C reaches the program by itself; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', (error) => fail(`Node could not be started: ${error.message}`));
  child.once('exit', (code, signal) =>
    process.exit(code ?? 128 + (os.constants.signals[signal ?? 'SIGTERM'] ?? 15)),
  );
}

function checkMachine() {
  if (majorOf(process.version) < oldestNode) {
    fail(`Node ${oldestNode} or later is needed, and this is ${process.version}. See https://nodejs.org.`);
  }
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    fail(`Linux or macOS is needed, and this is ${process.platform}. On Windows, use WSL 2.`);
  }
}

/** Installs from the lockfile unless what is there came from this very lockfile or equals it. */
function installWhenNeeded() {
  const lockText = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lockText).digest('hex');
  const stamp = path.join(root, 'node_modules', '.effect-studio-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === digest) return;
  if (!isInstalled(JSON.parse(lockText))) install();
  writeFileSync(stamp, `${digest}\n`);
}

function install() {
  process.stderr.write(
    'Installing the dependencies from package-lock.json; the first time takes a minute or two.\n',
  );
  const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNpm = process.env.npm_execpath;
  const [command, args] = viaNpm?.endsWith('.js')
    ? [process.execPath, [viaNpm, ...npmArgs]]
    : ['npm', npmArgs];
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail('The dependencies could not be installed. Is the package registry reachable? Then try again.');
}

/**
 * Whether every package of the lockfile lies where it says, in the version that it says. Optional ones may be
 * missing: they are for other machines.
 * @param {{packages: Record<string, {version?: string, link?: boolean, optional?: boolean, peer?: boolean}>}} lock
 */
function isInstalled(lock) {
  for (const [place, { version, link, optional }] of Object.entries(lock.packages)) {
    if (!place.includes('node_modules/')) continue;
    const manifest = path.join(root, place, 'package.json');
    if (!existsSync(manifest)) {
      if (optional) continue;
      return false;
    }
    if (!link && JSON.parse(readFileSync(manifest, 'utf8')).version !== version) return false;
  }
  return true;
}

function findNode() {
  const pinned = path.join(root, 'node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (majorOf(process.version) >= runtimeNode) return process.execPath;
  fail(
    `npm has no Node ${runtimeNode} for this machine (${process.platform}-${process.arch}). Run this with Node ${runtimeNode}.`,
  );
}

/**
 * Types that follow from the schema are not committed: what runs before the first start has them made. `npm start` and
 * `npm test` look further: they make them again when the schema changed.
 * @param {string} file what is to run
 */
export function generateWhenMissing(file) {
  if (file === generator || existsSync(generated)) return;
  installWhenNeeded();
  process.stderr.write('Generating types from the schema; this is done once.\n');
  const { status } = spawnSync(findNode(), [path.join(root, generator)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) fail(`The types could not be generated; what ${generator} says above tells why.`);
}

/** @param {string} version */
function majorOf(version) {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
