import { proportionalMiB } from '../bench/process-memory.ts';

const EVERY_MS = 2_000;

/** Watches what processes hold in memory, and how that grows. */
export class MemoryWatch {
  readonly #pids: readonly number[];
  readonly #points: { atS: number; mib: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pids: readonly number[]) {
    this.#pids = pids;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#look();
  }

  #look(): void {
    const parts = this.#pids.map((pid) => proportionalMiB(pid));
    if (parts.includes(null)) return;
    const mib = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
    this.#points.push({ atS: performance.now() / 1_000, mib });
  }

  /** Looks no more. @returns null where memory cannot be read (`/proc` is Linux') */
  stop(): { firstMiB: number; lastMiB: number; slopeMiBPerMinute: number } | null {
    clearInterval(this.#timer);
    if (this.#points.length < 2) return null;
    return {
      firstMiB: this.#points[0]!.mib,
      lastMiB: this.#points.at(-1)!.mib,
      slopeMiBPerMinute: slopeOf(this.#points.map(({ atS, mib }) => [atS / 60, mib] as const)),
    };
  }
}

/** Slope of the least-squares line. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - meanX) ** 2);
  return spread === 0 ? 0 : mean(([x, y]) => (x - meanX) * (y - meanY)) / spread;
}
