/** Milliseconds of one point of every series. */
export const BUCKET_MS = 15 * 60_000;

/** The bucket that a moment belongs to. */
export const bucketOf = (moment: Date): Date =>
  new Date(Math.floor(moment.getTime() / BUCKET_MS) * BUCKET_MS);

/** Integer sums over the attempts of one provider with one workflow on one fleet that ended in one bucket. */
export interface CellFacts {
  providerId: string;
  workflowId: string;
  fleet: string;
  /** Cancelled attempts say nothing and are not counted. */
  attempts: number;
  /** Failed, expired or late. */
  failures: number;
  throttledAttempts: number;
  throttledMs: number;
  /** Thousandths of a work unit that were delivered, … */
  milliUnits: number;
  /** … and the machine time that they took. */
  busyMs: number;
  /** The same of attempts that neither had to get ready nor were asked to slow down: how fast the work itself is. */
  steadyMilliUnits: number;
  steadyBusyMs: number;
  steadyAttempts: number;
  startupMs: number;
  queueWaitMs: number;
  /** What is known by now of the attempts' marginal cost. */
  costNanoUsd: bigint;
}

/** The machines of one fleet in one bucket. */
export interface FleetFacts {
  fleet: string;
  /** Machine time that was there, summed over machines. */
  onlineMs: number;
  /** Machine time of the attempts that ended in the bucket: what still runs is not known yet, and counts when it ends. */
  workingMs: number;
  startedAgents: number;
}

/** A wallet that is being spent from. */
export interface WalletFacts {
  ownerId: string;
  availableTokens: number;
  /** Consumed over the last day. */
  tokensPerDay: number;
}

/** Everything that detection knows of one quarter of an hour. */
export interface BucketFacts {
  start: Date;
  cells: readonly CellFacts[];
  fleets: readonly FleetFacts[];
  wallets: readonly WalletFacts[];
}

/** Name of a cell, unique and stable. */
export const nameOfCell = (cell: Pick<CellFacts, 'providerId' | 'workflowId' | 'fleet'>): string =>
  `${cell.providerId}/${cell.workflowId}/${cell.fleet}`;
