import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpackDebianProgram } from './debian-packages.ts';
import { findOnPath, isExecutable } from './find-on-path.ts';
import { LocalFault } from './local-fault.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Absolute paths of the two programs that all media work is done with. */
export interface MediaPrograms {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
}

/**
 * Finds ffmpeg (FFMPEG_PATH, npm, system, distribution package) and ffprobe (FFPROBE_PATH, system, npm,
 * distribution package), each tried by running it.
 *
 * @throws LocalFault `FFMPEG_MISSING` or `FFPROBE_MISSING` with what to install
 */
export async function findMediaPrograms(toolsDir: string, env: NodeJS.ProcessEnv): Promise<MediaPrograms> {
  const ffmpegPath = await firstThatRuns('ffmpeg', [
    () => env.FFMPEG_PATH,
    () => fromNpm('@ffmpeg-binary', 'ffmpeg', toolsDir),
    () => findOnPath('ffmpeg'),
    () => fromDistribution('ffmpeg', toolsDir),
  ]);
  const ffprobePath = await firstThatRuns('ffprobe', [
    () => env.FFPROBE_PATH,
    () => findOnPath('ffprobe'),
    () => fromNpm('@ffprobe-installer', 'ffprobe', toolsDir),
    () => fromDistribution('ffprobe', toolsDir),
  ]);
  return { ffmpegPath, ffprobePath };
}

type Source = () => string | null | undefined | Promise<string | null>;

async function firstThatRuns(program: 'ffmpeg' | 'ffprobe', sources: readonly Source[]): Promise<string> {
  for (const source of sources) {
    const candidate = await source();
    if (candidate && (await runs(candidate))) return candidate;
  }
  const variable = `${program.toUpperCase()}_PATH`;
  throw new LocalFault(
    `${program.toUpperCase()}_MISSING`,
    `There is no ${program} that runs here. Install it (Debian: apt-get install ffmpeg) or set ${variable}.`,
  );
}

async function runs(program: string): Promise<boolean> {
  try {
    await run(program, ['-hide_banner', '-version'], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** npm may unpack the binary without the right to run it: mended in place, or in a copy where we may not. */
function fromNpm(scope: string, program: string, toolsDir: string): string | null {
  const binary = locate(`${scope}/${process.platform}-${process.arch}`, program);
  if (!binary || isExecutable(binary)) return binary;
  try {
    chmodSync(binary, 0o755);
    return binary;
  } catch {
    const copy = path.join(toolsDir, program);
    mkdirSync(toolsDir, { recursive: true });
    if (!existsSync(copy)) copyFileSync(binary, copy);
    chmodSync(copy, 0o755);
    return copy;
  }
}

function locate(packageName: string, program: string): string | null {
  for (const folder of require.resolve.paths(packageName) ?? []) {
    const binary = path.join(folder, packageName, program);
    if (existsSync(binary)) return binary;
  }
  return null;
}

/** A launcher carries the library path, so that callers need only one path. */
async function fromDistribution(program: string, toolsDir: string): Promise<string | null> {
  const unpacked = await unpackDebianProgram('ffmpeg', `usr/bin/${program}`, toolsDir);
  if (!unpacked) return null;
  const launcher = path.join(toolsDir, `${program}-launcher`);
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const script = `#!/bin/sh\nLD_LIBRARY_PATH=${quote(unpacked.libraryPath)} exec ${quote(unpacked.path)} "$@"\n`;
  writeFileSync(launcher, script, { mode: 0o755 });
  return launcher;
}
