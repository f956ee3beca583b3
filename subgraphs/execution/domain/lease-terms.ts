/** How long a lease lives. All in milliseconds. */
export interface LeaseTerms {
  /** From the lease or its last renewal to its end. */
  ttlMs: number;
  /** From the lease to the moment that no renewal passes. */
  hardCapMs: number;
}

const BASE_TTL_MS = 10_000;
const TTL_PER_UNIT_MS = 200;
const LONGEST_TTL_MS = 60_000;
// The slowest workflow on an idle laptop needs about 8 s per unit; a busy one, several times that.
const CAP_PER_UNIT_MS = 90_000;
const SHORTEST_CAP_MS = 90_000;
const LONGEST_CAP_MS = 7_200_000;

/** Terms of a task's leases: small work is reclaimed soon after a crash, large work gets time in proportion. @param workUnits output seconds × megapixels */
export function leaseTerms(workUnits: number): LeaseTerms {
  return {
    ttlMs: Math.round(Math.min(LONGEST_TTL_MS, BASE_TTL_MS + TTL_PER_UNIT_MS * workUnits)),
    hardCapMs: Math.round(Math.min(LONGEST_CAP_MS, Math.max(SHORTEST_CAP_MS, CAP_PER_UNIT_MS * workUnits))),
  };
}
