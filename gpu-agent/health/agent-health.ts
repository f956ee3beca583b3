/** What an agent says of itself to whoever watches the machine. */
export interface AgentState {
  /** Null until registered. */
  readonly agentId: string | null;
  readonly running: number;
  readonly concurrency: number;
  /** Why it takes no work now; null: it may. */
  readonly hindrance: string | null;
  readonly isDraining: boolean;
  /** Milliseconds that the poll under way has taken; null while none is. */
  readonly pollAgeMs: number | null;
  /** Milliseconds since the studio last answered; null: it never did. */
  readonly answerAgeMs: number | null;
  readonly leased: number;
  readonly pollFailures: number;
}

/** A poll ends within its wait and the time of a request; one that is older than this hangs. */
const HANGS_MS = 120_000;
/** Longer without an answer than the longest poll and the pauses after failures. */
const SILENT_MS = 90_000;

/** What keeps an agent from being alive: a restart would help. Empty: it is. */
export function whyNotLive({ pollAgeMs }: AgentState): string[] {
  return pollAgeMs !== null && pollAgeMs > HANGS_MS
    ? [`a poll for work hangs for ${Math.round(pollAgeMs / 1_000)} s`]
    : [];
}

/** What keeps an agent from taking work now. Empty: it is ready. */
export function whyNotReady(state: AgentState): string[] {
  const { agentId, isDraining, hindrance, answerAgeMs, running, concurrency } = state;
  const reasons = whyNotLive(state);
  if (isDraining) reasons.push('it is draining');
  if (hindrance) reasons.push(hindrance);
  if (!agentId) reasons.push('it is not registered');
  // With all places taken nobody is asked.
  else if (running < concurrency && (answerAgeMs === null || answerAgeMs > SILENT_MS)) {
    reasons.push('the studio does not answer');
  }
  return reasons;
}

interface Sample {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  value: number;
}

/** The state in the text format of Prometheus 0.0.4. */
export function metricsText(state: AgentState): string {
  const samples: Sample[] = [
    {
      name: 'agent_ready',
      type: 'gauge',
      help: 'Whether it takes work: 1 or 0.',
      value: whyNotReady(state).length === 0 ? 1 : 0,
    },
    { name: 'agent_tasks_running', type: 'gauge', help: 'Tasks that it works on.', value: state.running },
    {
      name: 'agent_tasks_limit',
      type: 'gauge',
      help: 'Tasks that it works on at most.',
      value: state.concurrency,
    },
    {
      name: 'agent_leases_total',
      type: 'counter',
      help: 'Tasks leased since its start.',
      value: state.leased,
    },
    {
      name: 'agent_poll_failures_total',
      type: 'counter',
      help: 'Polls that the studio did not answer.',
      value: state.pollFailures,
    },
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory.',
      value: process.memoryUsage.rss(),
    },
    {
      name: 'process_uptime_seconds',
      type: 'gauge',
      help: 'Since its start.',
      value: Math.round(process.uptime()),
    },
  ];
  return samples
    .map(
      ({ name, type, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join('');
}
