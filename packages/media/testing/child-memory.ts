import { readdirSync, readFileSync } from 'node:fs';

/** Often enough: a process's peak is kept until it ends, so only what it takes in its last moments can be missed. */
const EVERY_MS = 10;

/**
 * Follows the memory of the programs that this process starts, by the peak that Linux keeps of each (`VmHWM`).
 * @returns `stop` tells the largest of them, MiB; null where that is not known
 */
export function followChildren(): { stop: () => number | null } {
  let largest: number | null = null;
  const timer = setInterval(() => {
    for (const pid of childrenOf(process.pid)) {
      const peak = peakMiB(pid);
      if (peak !== null) largest = Math.max(largest ?? 0, peak);
    }
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return largest;
    },
  };
}

/** Every thread lists the children that it started itself. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function peakMiB(pid: number): number | null {
  try {
    const [, kB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kB === undefined ? null : Number(kB) / 1_024;
  } catch {
    return null;
  }
}
