import { spawnSync } from 'node:child_process';
import { ffmpegPath } from './binaries.ts';

let filters: ReadonlySet<string> | null = null;

/** Names of the filters of this machine's ffmpeg, asked once per process; empty when ffmpeg cannot be started. */
export function availableFilters(): ReadonlySet<string> {
  if (filters === null) {
    const listing = spawnSync(ffmpegPath(), ['-hide_banner', '-filters'], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    // ` TSC scale             V->V       Scale …`
    const names = [...(listing.stdout ?? '').matchAll(/^ [T.][S.][C.] (\S+)/gm)].map((match) => match[1]!);
    filters = new Set(names);
  }
  return filters;
}
