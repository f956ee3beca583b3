import type { RoutingView } from '../plan/routing.ts';

/** Numbers that the saga goes by; see `config.ts` for where they come from. */
export interface SagaPolicy {
  /** Legs per run on the excerpt. */
  legCount: number;
  /** Chance that the last leg explores, 0..1. */
  epsilon: number;
  /** From dispatch until judged candidates are enough, in milliseconds. */
  legDeadlineMs: number;
  /** From the choice until a finish counts as failed, in milliseconds. */
  finishDeadlineMs: number;
  /** How long a run waits for its turn at most, in milliseconds. */
  waitDeadlineMs: number;
  /** From the run's turn, which is its submission when none has to be waited for, until the first result, in milliseconds. */
  runDeadlineMs: number;
  /** Cost of a leg at which its cost term is zero. */
  costCapNanoUsd: bigint;
  /** Busy time of a leg at which its speed term is zero, in milliseconds. */
  durationSloMs: number;
  /** Lowest composite at which a workflow counts as passed, 0..1. */
  qualityFloor: number;
}

/** What `advance` may know besides the run: the time, the policy and the routing tables. */
export interface SagaWorld {
  at: Date;
  policy: SagaPolicy;
  routing: RoutingView;
}
