/** What is known of a provider's recent work. */
export interface ProviderObservation {
  onlineAgents: number;
  /** Attempts of the last ten minutes that ended well and badly. */
  goodAttempts: number;
  badAttempts: number;
}

/** The verdict of one look at a provider. */
export interface ProbeVerdict {
  healthy: boolean;
  detail: string;
}

// One unlucky attempt says nothing: gates on a single failure make outages worse.
const LEAST_BAD_ATTEMPTS = 3;

/** Healthy: some machine can run its workflows, and at most half of its recent attempts went wrong. */
export function judgeProvider({
  onlineAgents,
  goodAttempts,
  badAttempts,
}: ProviderObservation): ProbeVerdict {
  if (onlineAgents === 0) return { healthy: false, detail: 'No machine that runs its workflows is online.' };
  const isFailing = badAttempts >= LEAST_BAD_ATTEMPTS && badAttempts > goodAttempts;
  const record = `${badAttempts} of ${badAttempts + goodAttempts} recent attempts went wrong`;
  if (isFailing) return { healthy: false, detail: `${record}.` };
  return { healthy: true, detail: `${onlineAgents} machines online; ${record}.` };
}

/** Probes that confirm a change, so that a reader with hysteresis can count them. */
export const CONFIRMING_PROBES = 5;
/** A sign of life when nothing changes. */
export const PROBE_HEARTBEAT_MS = 300_000;

/** Whether a verdict is told to the world: when it changed, while it is being confirmed, and now and then. */
export function shouldTell(
  last: { healthy: boolean; onlineAgents: number; timesTold: number; toldAt: Date } | null,
  now: { healthy: boolean; onlineAgents: number; at: Date },
): boolean {
  if (!last) return true;
  if (last.healthy !== now.healthy || last.onlineAgents !== now.onlineAgents) return true;
  if (last.timesTold < CONFIRMING_PROBES) return true;
  return now.at.getTime() - last.toldAt.getTime() >= PROBE_HEARTBEAT_MS;
}
