/** Integer sums of one workflow over one 15-minute cycle. */
export interface Observation {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  cycleStart: Date;
  attempts: number;
  successes: number;
  /** Failed, expired or late attempts; cancelled ones say nothing about the provider. */
  failures: number;
  /** Successful attempts whose output was rejected. */
  rejections: number;
  deliveredMilliUnits: number;
  deliveredBusyMs: number;
  costNanoUsd: number;
  judged: number;
  qualityPpm: number;
}

/** What is known of one workflow, older cycles counting less. */
export interface Evidence {
  /** Undiscounted: how many attempts the expectations rest on. */
  sampleCount: number;
  attempts: number;
  good: number;
  deliveredUnits: number;
  busyMs: number;
  costNanoUsd: number;
  judged: number;
  quality: number;
}

export const NO_EVIDENCE: Readonly<Evidence> = Object.freeze({
  sampleCount: 0,
  attempts: 0,
  good: 0,
  deliveredUnits: 0,
  busyMs: 0,
  costNanoUsd: 0,
  judged: 0,
  quality: 0,
});

const FIELDS = Object.keys(NO_EVIDENCE) as (keyof Evidence)[];

export function addEvidence(a: Evidence, b: Evidence): Evidence {
  return Object.fromEntries(FIELDS.map((field) => [field, a[field] + b[field]])) as Record<
    keyof Evidence,
    number
  >;
}

/**
 * Sums observations into evidence. @param share what each observation still counts, 0 to 1
 */
export function evidenceOf(
  observations: readonly Observation[],
  share: (observation: Observation) => number,
): Evidence {
  return (
    [...observations]
      // Floating sums depend on their order; one fixed order makes the manifest reproducible.
      .sort((a, b) => a.cycleStart.getTime() - b.cycleStart.getTime())
      .reduce<Evidence>((sum, seen) => {
        const w = share(seen);
        return addEvidence(sum, {
          sampleCount: seen.successes + seen.failures,
          attempts: w * (seen.successes + seen.failures),
          good: w * Math.max(0, seen.successes - seen.rejections),
          deliveredUnits: (w * seen.deliveredMilliUnits) / 1_000,
          busyMs: w * seen.deliveredBusyMs,
          costNanoUsd: w * seen.costNanoUsd,
          judged: w * seen.judged,
          quality: (w * seen.qualityPpm) / 1e6,
        });
      }, NO_EVIDENCE)
  );
}
