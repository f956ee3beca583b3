/** A row that does not follow from what it is said to follow from. */
export interface Fault {
  /** Schema and table. */
  table: string;
  /** Its key. */
  id: string;
  /** When it was recorded; null where rows do not say. */
  recordedAt: Date | null;
  /** What is wrong, in a sentence. */
  what: string;
  expected: string;
  found: string;
}

/** What was recomputed, and everything that differed. */
export interface Verification {
  runs: number;
  costEntries: number;
  revenueEntries: number;
  shares: number;
  /** Of invoiced periods. */
  variances: number;
  buckets: number;
  /** Counts behind quantiles. */
  sketches: number;
  ledgerEntries: number;
  /** Oldest first; empty when every figure follows from the log. */
  faults: Fault[];
}

/** Oldest record first, rows without a time last, then by table and key: the first fault is the first altered row. */
export function inLogOrder(faults: readonly Fault[]): Fault[] {
  const timeOf = ({ recordedAt }: Fault): number => recordedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return [...faults].sort((a, b) => {
    const [first, second] = [timeOf(a), timeOf(b)];
    if (first !== second) return first < second ? -1 : 1;
    return `${a.table} ${a.id}` < `${b.table} ${b.id}` ? -1 : 1;
  });
}
