import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ffmpegPath, ffprobePath } from '../ffmpeg/binaries.ts';

/** What ffmpeg and ffprobe asked of the system since the last look. */
export interface Touched {
  /** Names of files that they opened or tried to, and asked about. */
  files: ReadonlySet<string>;
  /** Calls that have to do with a network, as strace prints them. */
  network: readonly string[];
  /** Programs that they started themselves. */
  programs: readonly string[];
}

/** Eyes on every run of ffmpeg and ffprobe in this process. */
export interface WatchedPrograms {
  /** What was touched since the last call. */
  take: () => Touched;
  /** Runs are no longer watched. */
  stop: () => void;
}

/**
 * Why runs cannot be watched here; null when they can. It takes strace, and a system that lets one process trace another.
 */
export function whyUnwatched(): string | null {
  if (process.platform !== 'linux') return 'only Linux has strace';
  const { error, status } = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true']);
  if (error) return 'there is no strace here';
  return status === 0 ? null : 'this machine lets no process be traced';
}

/**
 * Has every run of ffmpeg and ffprobe of this process watched by strace from now on: system calls that take a file's name
 * or have to do with a network. Limits and signals reach the programs as they do without it.
 * @param folder where scripts and traces lie
 */
export function watchPrograms(folder: string): WatchedPrograms {
  const own = { FFMPEG_PATH: process.env.FFMPEG_PATH, FFPROBE_PATH: process.env.FFPROBE_PATH };
  const trace = join(folder, 'touched.trace');
  mkdirSync(folder, { recursive: true });
  writeFileSync(trace, '');
  const real = { FFMPEG_PATH: ffmpegPath(), FFPROBE_PATH: ffprobePath() };
  for (const [name, program] of Object.entries(real)) {
    const script = join(folder, name.toLowerCase());
    // Appended to, so that runs one after the other and side by side share one file.
    writeFileSync(
      script,
      `#!/bin/sh\nexec strace -f -qq -A -e trace=%file,%net -e signal=none -o '${trace}' -- '${program}' "$@"\n`,
    );
    chmodSync(script, 0o755);
    process.env[name] = script;
  }
  let readTo = 0;
  return {
    take: () => {
      const lines = readFileSync(trace, 'latin1');
      const fresh = lines.slice(readTo);
      readTo = lines.length;
      return touchedIn(fresh, Object.values(real));
    },
    stop: () => {
      for (const [name, value] of Object.entries(own)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

/** `1234 openat(AT_FDCWD, "/a/file", O_RDONLY) = 3`, also where it is only begun. */
const CALL = /^\d+\s+(\w+)\((.*)$/;
const NETWORK =
  /^(socket|connect|bind|listen|accept4?|send(to|msg|mmsg)|recv(from|msg|mmsg)|get(sock|peer)name|socketpair|[gs]etsockopt|shutdown)$/;

function touchedIn(trace: string, started: readonly string[]): Touched {
  const files = new Set<string>();
  const network: string[] = [];
  const programs: string[] = [];
  for (const line of trace.split('\n')) {
    const [, call, args] = CALL.exec(line) ?? [];
    if (call === undefined) continue;
    if (NETWORK.test(call)) {
      network.push(line);
      continue;
    }
    const quoted = /"((?:[^"\\]|\\.)*)"/.exec(args!)?.[1];
    if (quoted === undefined) continue;
    const file = unquoted(quoted);
    if (call === 'execve') {
      if (!started.includes(file)) programs.push(file);
    } else files.add(file);
  }
  return { files, network, programs };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** A name as strace prints it: bytes that are no plain text in octal. */
function unquoted(text: string): string {
  const bytes = text.replace(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
