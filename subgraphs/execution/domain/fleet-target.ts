/** A fleet as the document in force declares it. Money in nano-USD. */
export interface Fleet {
  name: string;
  minAgents: number;
  maxAgents: number;
  nanoUsdPerHour: bigint;
  budgetNanoUsdPerHour: bigint;
  isScaled: boolean;
  /** What an admin asked for. */
  wantedAgents: number;
  /** Null: the document has it. */
  removedAt: Date | null;
}

/** Machines that the budget pays for at once. */
export function affordableAgents({ nanoUsdPerHour, budgetNanoUsdPerHour, maxAgents }: Fleet): number {
  if (nanoUsdPerHour === 0n) return maxAgents;
  const affordable = budgetNanoUsdPerHour / nanoUsdPerHour;
  return affordable > BigInt(maxAgents) ? maxAgents : Number(affordable);
}

/**
 * How many agents a fleet is to have now: what an admin wanted and what the engine adds for a time, within the document's bounds
 * and never more than the budget pays. Pure.
 * @param deltas of the adjustments that hold now
 */
export function fleetTarget(fleet: Fleet, deltas: readonly number[]): number {
  if (fleet.removedAt) return 0;
  const asked = deltas.reduce((sum, delta) => sum + delta, fleet.wantedAgents);
  const bounded = Math.min(fleet.maxAgents, Math.max(fleet.minAgents, asked));
  return Math.min(bounded, affordableAgents(fleet));
}

/** What is to be done so that a fleet has its target. */
export interface ScalingPlan {
  start: string[];
  drain: string[];
}

/** The lowest free names are started, the highest drained, so that the same names come back with the same machine key. Pure. */
export function planScaling(
  fleet: string,
  running: readonly string[],
  draining: readonly string[],
  target: number,
): ScalingPlan {
  const taken = new Set([...running, ...draining]);
  const start: string[] = [];
  for (let n = 1; running.length + start.length < target; n += 1) {
    const name = agentName(fleet, n);
    if (!taken.has(name)) start.push(name);
  }
  const byNumber = [...running].sort((a, b) => numberOf(b) - numberOf(a));
  return { start, drain: byNumber.slice(0, Math.max(0, running.length - target)) };
}

const agentName = (fleet: string, n: number): string => `${fleet}-${n}`;
const numberOf = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1)) || 0;
