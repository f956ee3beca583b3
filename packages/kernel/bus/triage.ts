import { StudioError } from '../errors.ts';
import { isUnavailable } from '../process/unavailable.ts';

/**
 * What a failure calls for. `transient`: it may pass by itself, so the letter is replayed soon, and with growing pauses.
 * `schema`: the data does not fit the code, so the letter is put in quarantine until one of them is mended. `downstream`:
 * something that was needed is away, so the letter is held and tried now and then. `unknown`: a person looks at it.
 */
export type Triage = 'transient' | 'schema' | 'downstream' | 'unknown';

/** Codes of ours, and SQLSTATE classes, that say that data and code do not fit. */
const SCHEMA = /^(EVENT_INVALID|CONSUMER_UNKNOWN|JOB_UNKNOWN|TEMPLATE_VALUE_MISSING|22...|42...)$/;
/** Something outside of the context: the graph, the object store, a mail server, a model, a provider. */
const DOWNSTREAM = /^(GRAPH_FAILED|SUBGRAPH_UNAVAILABLE|STORAGE_FAILED|PAGER_FAILED|LLM_|MAIL_|PROVIDER_)/;
/** Serialization failures, deadlocks, lock and statement timeouts. */
const TRANSIENT = /^(40001|40P01|55P03|57014)$/;
const MINUTE_MS = 60_000;

/** How long after each failure a letter is replayed by itself; afterwards it waits for a person. */
const PAUSES_MS: Readonly<Record<Triage, readonly number[]>> = {
  transient: [MINUTE_MS, 5 * MINUTE_MS, 25 * MINUTE_MS],
  // Two hours of an outage that somebody else mends.
  downstream: Array.from({ length: 8 }, () => 15 * MINUTE_MS),
  schema: [],
  unknown: [],
};

/** Sorts a failure by its cause, the innermost known one. */
export function triageOf(error: unknown): Triage {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? String(at.code) : '';
    if (at.name === 'ZodError' || at instanceof SyntaxError || SCHEMA.test(code)) return 'schema';
    if (DOWNSTREAM.test(code)) return 'downstream';
    if (TRANSIENT.test(code) || isUnavailable(at)) return 'transient';
    if (at instanceof StudioError && at.retryable) return 'transient';
  }
  return 'unknown';
}

/**
 * When a letter is replayed by itself.
 * @param replays how often it was before
 * @returns null when a person has to decide
 */
export function nextReplayAt(triage: Triage, replays: number, now: Date): Date | null {
  const pauseMs = PAUSES_MS[triage][replays];
  return pauseMs === undefined ? null : new Date(now.getTime() + pauseMs);
}

/** What was done about a failure, in a sentence for operators. */
export function triageWords(triage: Triage, replayAt: Date | null): string {
  if (triage === 'schema') return 'It was put in quarantine: data and code do not fit each other.';
  if (!replayAt) return 'It waits for a decision.';
  const held = triage === 'downstream' ? 'It is held until what it needs is back' : 'It may pass by itself';
  return `${held}; it is replayed at ${replayAt.toISOString()}.`;
}
