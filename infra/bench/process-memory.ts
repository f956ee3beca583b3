import { readdirSync, readFileSync } from 'node:fs';

/**
 * Proportional memory (PSS) of processes, in MiB: pages that several share are counted once, in parts.
 * Linux only (`/proc/<pid>/smaps_rollup`); null elsewhere, or when it may not be read.
 */
export function proportionalMiB(pid: number): number | null {
  const text = readOrNull(`/proc/${pid}/smaps_rollup`);
  return text === null ? null : pssMiB(text);
}

/** PSS of one `smaps_rollup`, in MiB; null when it holds none. */
export function pssMiB(smapsRollup: string): number | null {
  const match = /^Pss:\s+(\d+) kB$/m.exec(smapsRollup);
  return match ? Number(match[1]) / 1_024 : null;
}

/** The parent of every process of the machine that can be seen. */
export function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readOrNull(`/proc/${name}/stat`);
    if (stat !== null) found.set(Number(name), parentOf(stat));
  }
  return found;
}

/** The parent's id in a `/proc/<pid>/stat`. The name before it may hold blanks and brackets. */
export function parentOf(stat: string): number {
  return Number(
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1],
  );
}

/**
 * Groups a process and all its descendants by the nearest named ancestor.
 * @param named names by process id
 * @param rest name of the group for those below none of them
 */
export function groupTree(
  root: number,
  parentByPid: ReadonlyMap<number, number>,
  named: ReadonlyMap<number, string>,
  rest: string,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const pid of [root, ...parentByPid.keys()].filter((one, at, all) => all.indexOf(one) === at)) {
    let name: string | undefined;
    let at: number | undefined = pid;
    while (at !== undefined && at !== root) {
      name ??= named.get(at);
      at = parentByPid.get(at);
    }
    if (at !== root) continue;
    const group = name ?? rest;
    groups.set(group, [...(groups.get(group) ?? []), pid]);
  }
  return groups;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
