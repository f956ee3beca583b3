import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Path of a file inside an installed package, or null when the package is not there (other platform, pruned). */
function inPackage(name: string, file: string): string | null {
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), file);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

function onSearchPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Packages unpacked by some installers lose the executable bit. */
function madeExecutable(path: string): string {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
  return path;
}

const platform = `${process.platform}-${process.arch}`;
const found = new Map<string, string | null>();

function remembered(name: string, find: () => string | null): string | null {
  if (!found.has(name)) {
    const path = find();
    found.set(name, path === null ? null : madeExecutable(path));
  }
  return found.get(name) ?? null;
}

/** `FFMPEG_PATH`, else the packaged build, else the search path. Falls back to the bare name, whose start then fails. */
export function ffmpegPath(): string {
  if (process.env.FFMPEG_PATH) return process.env.FFMPEG_PATH;
  return (
    remembered('ffmpeg', () => inPackage(`@ffmpeg-binary/${platform}`, 'ffmpeg') ?? onSearchPath('ffmpeg')) ??
    'ffmpeg'
  );
}

/** `FFPROBE_PATH`, else the packaged build, else the search path. */
export function ffprobePath(): string {
  if (process.env.FFPROBE_PATH) return process.env.FFPROBE_PATH;
  return (
    remembered(
      'ffprobe',
      () => inPackage(`@ffprobe-installer/${platform}`, 'ffprobe') ?? onSearchPath('ffprobe'),
    ) ?? 'ffprobe'
  );
}

/** Path of `prlimit` (util-linux), or null where there is none and processor time stays unlimited. */
export function prlimitPath(): string | null {
  return remembered('prlimit', () => (process.platform === 'linux' ? onSearchPath('prlimit') : null));
}

/** Path of `setpriv` (util-linux), or null where there is none: then programs outlive whoever started them and was killed. */
export function setprivPath(): string | null {
  return remembered('setpriv', () => (process.platform === 'linux' ? onSearchPath('setpriv') : null));
}
