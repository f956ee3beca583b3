import type { CallContext } from '@effect-studio/kernel/context';
import {
  type BoundStatement,
  type Emission,
  emission,
  eventBodies,
  type Transaction,
} from '@effect-studio/kernel/database';
import { TaskSettledLate, TaskSucceeded } from '@effect-studio/schema/events/execution';
import type { Json } from '@effect-studio/schema/events/shapes';
import type { AttemptSteps, AttemptTimes } from '../domain/attempt-times.ts';
import { type CompletionVerdict, judgeCompletion } from '../domain/settlement.ts';
import { attemptEnded } from '../messaging/attempt-ended.ts';
import { taskFacts } from '../messaging/task-facts.ts';
import { lockSettlements, readSettlements, type Settlement } from '../persistence/settlement-row.ts';
import { READ_COMPLETION_KEYS, SETTLE, SETTLE_HELD } from '../persistence/sql/settlement-statements.ts';
import type { StoredTask } from '../persistence/task-row.ts';
import { ringTaskBell } from './task-bell.ts';

/** A result as its agent claims it. */
export interface ResultClaim {
  leaseId: string;
  /** Machine client that hands it in. */
  clientId: string | null;
  /** Lower-case hex. */
  sha256: string;
  /** What the command is remembered by. */
  command: { key: string; payloadHash: string };
}

/** A result whose bytes were verified and lie under an immutable key. */
export interface VerifiedResult extends ResultClaim, AttemptTimes, AttemptSteps {
  outputKey: string;
  sizeBytes: number;
  /** When media tools worked on it. */
  mediaIntervals: readonly { startedAt: Date; endedAt: Date }[];
}

/** What a result's agent is told. `task` is the task afterwards. */
export type SettlementAnswer =
  | { kind: 'settled'; task: StoredTask; isLate: boolean }
  | { kind: 'conflict' }
  | { kind: 'stale' };

const STALE: SettlementAnswer = { kind: 'stale' };
const CONFLICT: SettlementAnswer = { kind: 'conflict' };

/** What would be answered now, before any bytes are looked at; null: the result would be accepted. Writes nothing. */
export async function previewResults(
  tx: Transaction,
  claims: readonly ResultClaim[],
): Promise<(SettlementAnswer | null)[]> {
  const used = await usedKeys(tx, claims);
  const known = await readSettlements(tx, leaseIds(claims));
  return claims.map((claim) => {
    if (isTaken(used, claim)) return CONFLICT;
    const settlement = ofClaim(known, claim);
    if (!settlement) return STALE;
    const verdict = judgeCompletion(settlement.task, settlement.attempt, claim.sha256);
    return verdict.kind === 'succeeded' || verdict.kind === 'late' ? null : refusal(verdict, settlement);
  });
}

/**
 * Settles results of any number of leases in one go: states, results, slots and events commit together.
 * A repetition, in the same batch or later, is answered like the first.
 * @returns one answer per result, in their order
 */
export async function settleResults(
  tx: Transaction,
  results: readonly VerifiedResult[],
): Promise<SettlementAnswer[]> {
  const locked = await lockSettlements(tx, leaseIds(results));
  const used = await usedKeys(tx, results);
  const accepted: Accepted[] = [];
  const answers = results.map((result) => {
    if (isTaken(used, result)) return CONFLICT;
    const settlement = ofClaim(locked, result);
    if (!settlement) return STALE;
    const verdict = judgeCompletion(settlement.task, settlement.attempt, result.sha256);
    if (verdict.kind !== 'succeeded' && verdict.kind !== 'late') return refusal(verdict, settlement);
    const one = { result, settlement: { ...settlement }, verdict };
    accepted.push(one);
    used.set(result.command.key, result.command.payloadHash);
    // What follows in this batch about the same lease finds it settled.
    settlement.attempt = {
      ...settlement.attempt,
      accepted: { sha256: result.sha256, isLate: verdict.isLate },
    };
    if (verdict.kind === 'succeeded') settlement.task = succeeded(settlement.task, result, tx.now);
    return { kind: 'settled' as const, task: settlement.task, isLate: verdict.isLate };
  });
  if (accepted.length === 0) return answers;
  await tx.rows(SETTLE, columnsOf(accepted, tx.now));
  await tx.emitAll(accepted.flatMap((one) => factsOf(one, tx.now)));
  ringTaskBell(tx);
  return answers;
}

/** A result and its lease as it was when it was given. */
export interface HeldResult {
  result: VerifiedResult;
  settlement: Settlement;
}

/**
 * The usual case in one statement: results of leases that are known, and that must still hold when it runs.
 * @returns the statement, and how to read its rows: per result the answer, or null when the lease does not hold any
 *   more; then nothing was done about it
 */
export function settleHeld(
  call: CallContext,
  results: readonly HeldResult[],
  now: Date,
): BoundStatement & { answers(rows: readonly object[]): (SettlementAnswer | null)[] } {
  const accepted = results.map((one) => ({ ...one, verdict: SUCCEEDED }));
  // Tasks are locked in this order; so are those of every other statement that locks several.
  const ordered = accepted.toSorted((a, b) => (a.settlement.task.id < b.settlement.task.id ? -1 : 1));
  const facts = ordered.flatMap((one) =>
    factsOf(one, now).map((fact) => ({ leaseId: one.result.leaseId, fact })),
  );
  const bodies = eventBodies(
    { now, call },
    facts.map(({ fact }) => fact),
  );
  return {
    statement: SETTLE_HELD,
    values: [
      ...resultColumns((of) => ordered.map(of)),
      ordered.map(({ result }) => result.command.key),
      ordered.map(({ result }) => result.command.payloadHash),
      facts.map(({ leaseId }) => leaseId),
      JSON.stringify(bodies),
      now,
    ],
    answers: (rows) => {
      const settled = new Set((rows as { lease_id: string }[]).map((row) => row.lease_id));
      return accepted.map(({ result, settlement }) =>
        settled.has(result.leaseId)
          ? { kind: 'settled', task: succeeded(settlement.task, result, now), isLate: false }
          : null,
      );
    },
  };
}

const SUCCEEDED = { kind: 'succeeded', isLate: false } as const;

interface Accepted {
  result: VerifiedResult;
  /** As it was before. */
  settlement: Settlement;
  verdict: Extract<CompletionVerdict, { kind: 'succeeded' | 'late' }>;
}

const leaseIds = (claims: readonly ResultClaim[]): string[] => [
  ...new Set(claims.map(({ leaseId }) => leaseId)),
];

/** Digests of commands by the keys that were used for them before. */
async function usedKeys(tx: Transaction, claims: readonly ResultClaim[]): Promise<Map<string, string>> {
  const keys = claims.map(({ command }) => command.key);
  const rows = await tx.rows<{ key: string; payload_hash: string }>(READ_COMPLETION_KEYS, [keys]);
  return new Map(rows.map((row) => [row.key, row.payload_hash]));
}

/** Whether the key was used for another command. */
const isTaken = (used: ReadonlyMap<string, string>, { command }: ResultClaim): boolean =>
  (used.get(command.key) ?? command.payloadHash) !== command.payloadHash;

/** A lease is its machine's own: to others it is as if it never was. */
function ofClaim(known: ReadonlyMap<string, Settlement>, claim: ResultClaim): Settlement | null {
  const settlement = known.get(claim.leaseId);
  return settlement && settlement.lease.clientId === claim.clientId ? settlement : null;
}

function refusal(verdict: CompletionVerdict, { task }: Settlement): SettlementAnswer {
  if (verdict.kind === 'repeated') return { kind: 'settled', task, isLate: verdict.isLate };
  return verdict.kind === 'conflict' ? CONFLICT : STALE;
}

function succeeded(task: StoredTask, { busyMs }: VerifiedResult, now: Date): StoredTask {
  return { ...task, state: 'SUCCEEDED', endedAt: now, busyMs, progress: 1 };
}

type Column = <Value>(of: (one: Accepted) => Value) => Value[];

/** Parameters that both settling statements have, in the order of `SETTLE_HELD`. */
const resultColumns = (column: Column): unknown[] => [
  column(({ result }) => result.leaseId),
  column(({ settlement }) => settlement.task.id),
  column(({ result }) => result.busyMs),
  column(({ result }) => result.outputKey),
  column(({ result }) => result.sha256),
  column(({ result }) => result.sizeBytes),
  column(({ result }) => result.startupMs ?? null),
  column(({ result }) => result.throttledCount ?? null),
  column(({ result }) => result.throttledMs ?? null),
  column(({ settlement }) => settlement.lease.agentId),
  column(({ settlement }) => settlement.slot.providerId),
  column(({ settlement }) => settlement.slot.n),
];

/** Parameters of `SETTLE`. */
function columnsOf(accepted: readonly Accepted[], now: Date): unknown[] {
  const column: Column = (of) => accepted.map(of);
  return [
    ...resultColumns(column),
    column(({ verdict }) => verdict.kind === 'succeeded'),
    column(({ settlement }) => !settlement.attempt.isOver),
    column(({ verdict }) => verdict.kind),
    column(({ verdict }) => verdict.isLate),
    column(({ result }) => result.command.key),
    column(({ result }) => result.command.payloadHash),
    now,
  ];
}

/** What follows from one result: how the attempt ended, unless that was told before, and what became of the task. */
function factsOf({ result, settlement, verdict }: Accepted, now: Date): Emission[] {
  const { task, lease, attempt } = settlement;
  const ended = attempt.isOver ? [] : [attemptEnded(task, lease, { ...result, outcome: verdict.kind }, now)];
  const options = {
    aggregateId: task.runId,
    tenantId: task.tenantId,
    correlationId: task.correlationId,
    budgetContext: task.budgetContext,
  };
  const output = { outputKey: result.outputKey, outputSha256: result.sha256, busyMs: result.busyMs };
  if (verdict.kind === 'late') {
    return [...ended, emission(TaskSettledLate, { ...options, payload: { ...taskFacts(task), ...output } })];
  }
  return [
    ...ended,
    emission(TaskSucceeded, {
      ...options,
      payload: {
        ...taskFacts(task),
        ...output,
        inputs: settlement.inputs,
        ...(settlement.exampleDescriptor ? { exampleDescriptor: settlement.exampleDescriptor as Json } : {}),
        excerpt: task.excerpt,
        outputBytes: result.sizeBytes,
        mediaIntervals: result.mediaIntervals.map(({ startedAt, endedAt }) => ({
          startedAt: startedAt.toISOString(),
          endedAt: endedAt.toISOString(),
        })),
      },
    }),
  ];
}
