/** Integer sums of one workflow over one 15-minute cycle. */
export interface Observation extends ObservationSums {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  cycleStart: Date;
}

/**
 * What is summed. Squares and products are there for standard errors; all are of integers, so that the order of
 * summing does not matter. An attempt is delivered when it succeeded in time; a late one failed.
 */
export interface ObservationSums {
  /** Succeeded, failed, expired or late attempts; cancelled ones say nothing about the provider. */
  attempts: number;
  successes: number;
  failures: number;
  /** Successful attempts whose output was rejected. */
  rejections: number;
  /** Bad attempts (failed or rejected) after the last good one of the cycle. */
  trailingFailures: number;
  /** Good attempts after the last bad one of the cycle. */
  trailingSuccesses: number;
  deliveredMilliUnits: number;
  deliveredMilliUnitsSquared: number;
  deliveredBusyMs: number;
  deliveredBusyMsSquared: number;
  deliveredBusyMsMilliUnits: number;
  /** Marginal cost (busy, startup, partner) of all priced attempts: failures cost too. */
  costNanoUsd: number;
  costNanoUsdSquared: number;
  /** Attempts of which some cost has no price yet; it is unknown, not zero. */
  unpricedAttempts: number;
  /** Cost × delivered milli-units. */
  costNanoUsdMilliUnits: number;
  judged: number;
  /** Sum of composites in millionths. */
  qualityPpm: number;
  qualityPpmSquared: number;
}
