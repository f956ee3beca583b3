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
