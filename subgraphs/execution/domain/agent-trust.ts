/** How far an agent's outputs are relied upon. */
export type AgentTrust = 'PROBATION' | 'TRUSTED' | 'QUARANTINED';

/** Faults count for this long, in milliseconds of studio time. */
export const FAULT_WINDOW_MS = 24 * 3_600_000;
/** Good results without a fault until an agent on probation is trusted. */
export const GOOD_RESULTS = 5;
/** Faults within the window at which an agent gets no more work. */
export const FAULT_LIMITS = { PROBATION: 2, TRUSTED: 3 } as const;

const FIRST_QUARANTINE_MS = 3_600_000;
const LONGEST_QUARANTINE_MS = 24 * 3_600_000;

/** What is known of an agent when it is judged. */
export interface TrustRecord {
  trust: AgentTrust;
  /** Faults within the window, since its trust last changed. */
  faults: number;
  /** Good results since then. */
  goodResults: number;
  /** Quarantines so far. */
  quarantines: number;
  quarantineUntil: Date | null;
}

/** What becomes of it; null: nothing. */
export type TrustVerdict =
  | { kind: 'quarantine'; until: Date }
  /** Its time is over: half open, as after a release. */
  | { kind: 'probation' }
  | { kind: 'trust' }
  | null;

/** Each quarantine lasts twice as long as the one before, at most a day. */
export function quarantineVerdict(quarantines: number, now: Date): { kind: 'quarantine'; until: Date } {
  const ms = Math.min(LONGEST_QUARANTINE_MS, FIRST_QUARANTINE_MS * 2 ** quarantines);
  return { kind: 'quarantine', until: new Date(now.getTime() + ms) };
}

/** Judges an agent: too many faults quarantine it, each time for twice as long; good work earns trust. */
export function judgeTrust(record: TrustRecord, now: Date): TrustVerdict {
  if (record.trust === 'QUARANTINED') {
    return record.quarantineUntil && record.quarantineUntil <= now ? { kind: 'probation' } : null;
  }
  if (record.faults >= FAULT_LIMITS[record.trust]) {
    return quarantineVerdict(record.quarantines, now);
  }
  const isProven = record.trust === 'PROBATION' && record.goodResults >= GOOD_RESULTS && record.faults === 0;
  return isProven ? { kind: 'trust' } : null;
}
