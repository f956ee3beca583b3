/** What an attempt's agent says of its time. All in milliseconds; absent: it did not say. */
export interface AttemptTimes {
  /** As the agent reported it, or the leased wall time when the agent was lost. */
  busyMs: number;
  /** Loading of models and the like before useful work; part of no other figure. */
  startupMs?: number | null | undefined;
  /** How often the provider asked to slow down. */
  throttledCount?: number | null | undefined;
  /** Waited because of that. */
  throttledMs?: number | null | undefined;
}

/** What an attempt's agent says of the steps of its workflow; absent: its runner has none. */
export interface AttemptSteps {
  /** Those that ran, in order. */
  nodeTimings?: readonly { nodeId: string; classType: string; durationMs: number }[] | null | undefined;
  /** Those whose earlier result was reused. */
  cachedNodeIds?: readonly string[] | null | undefined;
}

const MOST_STEPS = 500;

/** Steps as they are told on: no more than anybody reads, none of negative length. */
export function toldSteps({ nodeTimings, cachedNodeIds }: AttemptSteps): {
  nodeTimings?: { nodeId: string; classType: string; durationMs: number }[];
  cachedNodeIds?: string[];
} {
  return {
    ...(nodeTimings
      ? {
          nodeTimings: nodeTimings.slice(0, MOST_STEPS).map(({ nodeId, classType, durationMs }) => ({
            nodeId,
            classType,
            durationMs: Math.max(0, durationMs),
          })),
        }
      : {}),
    ...(cachedNodeIds ? { cachedNodeIds: cachedNodeIds.slice(0, MOST_STEPS) } : {}),
  };
}
