import { type Emission, emission, type Transaction } from '@effect-studio/kernel/database';
import { TaskSettledLate, TaskSucceeded } from '@effect-studio/schema/events/execution';
import type { Json, LegInputs } from '@effect-studio/schema/events/shapes';
import type { AttemptSteps, AttemptTimes } from '../../domain/attempt-times.ts';
import { type CompletionVerdict, judgeCompletion } from '../../domain/settlement.ts';
import { attemptEnded, attemptProven } from '../../messaging/attempt-ended.ts';
import { taskFacts } from '../../messaging/task-facts.ts';
import { type HeldLease, readLeases } from '../../persistence/lease-row.ts';
import { lockTasks } from '../../persistence/lock-tasks.ts';
import {
  READ_COMPLETION_KEYS,
  READ_INPUTS,
  SET_RESULT,
} from '../../persistence/sql/settlement-statements.ts';
import { readTasks, type StoredTask } from '../../persistence/task-row.ts';
import { closeAttempt, moveTask } from './close-attempt.ts';

/** A result as its agent claims it. */
export interface ResultClaim {
  leaseId: string;
  /** Machine client that hands it in. */
  clientId: string | null;
  /** Lower-case hex. */
  sha256: string;
  /** The agent's key of the command. A completion is remembered by its attempt, under this key. */
  idempotencyKey: string;
}

/** A result whose bytes were verified and lie under an immutable key. */
export interface VerifiedResult extends ResultClaim, AttemptTimes, AttemptSteps {
  outputKey: string;
  sizeBytes: number;
  /** When media tools worked on it. */
  mediaIntervals: readonly { startedAt: Date; endedAt: Date }[];
  /** Of the request that hands it in; a turn settles results of several. */
  traceparent?: string | null;
}

/** What a result's agent is told. `task` is the task afterwards. */
export type SettlementAnswer =
  | { kind: 'settled'; task: StoredTask; isLate: boolean }
  | { kind: 'conflict' }
  | { kind: 'stale' };

/** What a task was rendered from. */
interface Inputs extends LegInputs {
  /** The look that was aimed at, where there is no example file. */
  aimedDescriptor: unknown;
}

const STALE: SettlementAnswer = { kind: 'stale' };
const CONFLICT: SettlementAnswer = { kind: 'conflict' };

/** What would be answered now, before any bytes are looked at; null: the result would be accepted. Writes nothing. */
export async function previewResults(
  tx: Transaction,
  claims: readonly ResultClaim[],
): Promise<(SettlementAnswer | null)[]> {
  const leases = await readLeases(tx, leaseIds(claims));
  const used = await usedKeys(tx, claims, leases);
  const tasks = byId(await readTasks(tx, taskIds(leases)));
  return claims.map((claim) => {
    const lease = ownLease(leases, claim);
    if (!lease) return STALE;
    if (isTaken(used, claim, lease)) return CONFLICT;
    const task = tasks.get(lease.taskId)!;
    const verdict = judgeCompletion(task, situationOf(lease), claim.sha256);
    return isAccepted(verdict) ? null : refusal(verdict, task);
  });
}

/**
 * Settles results of any number of leases: states, results, slots and events commit together.
 * A repetition, in the same batch or later, is answered like the first.
 * @returns one answer per result, in their order
 */
export async function settleResults(
  tx: Transaction,
  results: readonly VerifiedResult[],
): Promise<SettlementAnswer[]> {
  const seen = await readLeases(tx, leaseIds(results));
  const tasks = byId(await lockTasks(tx, taskIds(seen)));
  // Again, now that nobody else can end them.
  const leases = await readLeases(tx, leaseIds(results));
  const used = await usedKeys(tx, results, leases);
  const inputs = await inputsOf(tx, taskIds(leases));
  const answers: SettlementAnswer[] = [];
  for (const result of results) {
    const lease = ownLease(leases, result);
    if (!lease) {
      answers.push(STALE);
      continue;
    }
    if (isTaken(used, result, lease)) {
      answers.push(CONFLICT);
      continue;
    }
    const task = tasks.get(lease.taskId)!;
    const verdict = judgeCompletion(task, situationOf(lease), result.sha256);
    if (!isAccepted(verdict)) {
      answers.push(refusal(verdict, task));
      continue;
    }
    const after = await accept(tx, { result, task, lease, inputs: inputs.get(task.id)! }, verdict);
    // What follows in this batch about the same lease finds it settled.
    tasks.set(task.id, after);
    leases.set(lease.leaseId, {
      ...lease,
      endedAt: tx.now,
      accepted: { sha256: result.sha256, isLate: verdict.isLate },
    });
    used.set(keyOf(lease, result), { leaseId: lease.leaseId, sha256: result.sha256 });
    answers.push({ kind: 'settled', task: after, isLate: verdict.isLate });
  }
  return answers;
}

/** A result with the lease that it is of, and the task as it was before. */
interface ClaimedResult {
  result: VerifiedResult;
  lease: HeldLease;
  task: StoredTask;
  inputs: Inputs;
}

/** The same of a lease that is believed to live, in this slot. */
export interface KnownResult extends ClaimedResult {
  slotId: number;
}

type Accepted = Extract<CompletionVerdict, { kind: 'succeeded' | 'late' }>;

const hasEnded = (lease: HeldLease): lease is HeldLease & { endedAt: Date } => lease.endedAt !== null;

const isAccepted = (verdict: CompletionVerdict): verdict is Accepted =>
  verdict.kind === 'succeeded' || verdict.kind === 'late';

/** Writes one accepted result down; everything that it moves is locked. @returns the task afterwards */
async function accept(tx: Transaction, known: ClaimedResult, verdict: Accepted): Promise<StoredTask> {
  const { result, lease, task } = known;
  const after =
    verdict.kind === 'succeeded'
      ? await moveTask(
          tx,
          task,
          { kind: 'moved', to: 'SUCCEEDED', epoch: task.epoch, strikes: task.strikes },
          result.busyMs,
        )
      : task;
  if (!hasEnded(lease)) await closeAttempt(tx, task, lease, { ...result, outcome: verdict.kind });
  await tx.rows(SET_RESULT, [
    lease.leaseId,
    verdict.isLate,
    result.outputKey,
    result.sha256,
    result.sizeBytes,
    result.idempotencyKey,
    result.busyMs,
  ]);
  const proof = hasEnded(lease) ? [attemptProven(task, lease, result)] : [];
  await tx.emitAll([...proof, factOf(known, verdict)]);
  return { ...after, progress: after.state === 'SUCCEEDED' ? 1 : after.progress };
}

/** The events of a result that ends its task as it should, for whoever writes them with a statement of their own; see `emission`. */
export const successFacts = (known: KnownResult, now: Date): Emission[] => [
  attemptEnded(known.task, known.lease, { ...known.result, outcome: 'succeeded' }, now),
  factOf(known, SUCCEEDED),
];

/** What is answered to such a result. */
export const success = ({ task, result }: KnownResult, now: Date): SettlementAnswer => ({
  kind: 'settled',
  task: succeeded(task, result, now),
  isLate: false,
});

const SUCCEEDED = { kind: 'succeeded', isLate: false } as const;

const byId = (tasks: readonly StoredTask[]): Map<string, StoredTask> =>
  new Map(tasks.map((task) => [task.id, task]));

const leaseIds = (claims: readonly ResultClaim[]): string[] => [
  ...new Set(claims.map(({ leaseId }) => leaseId)),
];

const taskIds = (leases: ReadonlyMap<string, HeldLease>): string[] => [
  ...new Set([...leases.values()].map(({ taskId }) => taskId)),
];

const situationOf = ({ epoch, endedAt, accepted }: HeldLease) => ({
  epoch,
  isOver: endedAt !== null,
  accepted,
});

type UsedKeys = Map<string, { leaseId: string; sha256: string | null }>;

const keyOf = ({ agentId }: HeldLease, { idempotencyKey }: ResultClaim): string =>
  `${agentId} ${idempotencyKey}`;

/** What the keys of these claims were used for before. */
async function usedKeys(
  tx: Transaction,
  claims: readonly ResultClaim[],
  leases: ReadonlyMap<string, HeldLease>,
): Promise<UsedKeys> {
  const owned = claims.flatMap((claim) => {
    const lease = ownLease(leases, claim);
    return lease ? [{ agentId: lease.agentId, key: claim.idempotencyKey }] : [];
  });
  const rows = await tx.rows<{
    agent_id: string;
    completion_key: string;
    lease_id: string;
    output_sha256: string | null;
  }>(READ_COMPLETION_KEYS, [owned.map(({ agentId }) => agentId), owned.map(({ key }) => key)]);
  return new Map(
    rows.map((row) => [
      `${row.agent_id} ${row.completion_key}`,
      { leaseId: row.lease_id, sha256: row.output_sha256 },
    ]),
  );
}

/** Whether the key was used for another command. */
function isTaken(used: UsedKeys, claim: ResultClaim, lease: HeldLease): boolean {
  const first = used.get(keyOf(lease, claim));
  return first !== undefined && (first.leaseId !== claim.leaseId || first.sha256 !== claim.sha256);
}

/** A lease is its machine's own: to others it is as if it never was. */
function ownLease(leases: ReadonlyMap<string, HeldLease>, claim: ResultClaim): HeldLease | null {
  const lease = leases.get(claim.leaseId);
  return lease && lease.clientId === claim.clientId ? lease : null;
}

async function inputsOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, Inputs>> {
  const rows = await tx.rows<{
    task_id: string;
    example_key: string | null;
    footage_key: string;
    aimed_descriptor: unknown;
  }>(READ_INPUTS, [ids]);
  return new Map(
    rows.map((row) => [
      row.task_id,
      {
        exampleKey: row.example_key,
        footageKey: row.footage_key,
        aimedDescriptor: row.aimed_descriptor,
      },
    ]),
  );
}

function refusal(verdict: CompletionVerdict, task: StoredTask): SettlementAnswer {
  if (verdict.kind === 'repeated') return { kind: 'settled', task, isLate: verdict.isLate };
  return verdict.kind === 'conflict' ? CONFLICT : STALE;
}

function succeeded(task: StoredTask, { busyMs }: VerifiedResult, now: Date): StoredTask {
  return { ...task, state: 'SUCCEEDED', endedAt: now, busyMs, progress: 1 };
}

/** What became of the task. */
function factOf({ result, task, inputs }: ClaimedResult, verdict: Accepted): Emission {
  const options = {
    aggregateId: task.runId,
    tenantId: task.tenantId,
    correlationId: task.correlationId,
    budgetContext: task.budgetContext,
    traceparent: result.traceparent ?? null,
  };
  const output = { outputKey: result.outputKey, outputSha256: result.sha256, busyMs: result.busyMs };
  if (verdict.kind === 'late') {
    return emission(TaskSettledLate, { ...options, payload: { ...taskFacts(task), ...output } });
  }
  return emission(TaskSucceeded, {
    ...options,
    payload: {
      ...taskFacts(task),
      ...output,
      inputs: { exampleKey: inputs.exampleKey, footageKey: inputs.footageKey },
      ...(inputs.aimedDescriptor ? { exampleDescriptor: inputs.aimedDescriptor as Json } : {}),
      excerpt: task.excerpt,
      outputBytes: result.sizeBytes,
      mediaIntervals: result.mediaIntervals.map(({ startedAt, endedAt }) => ({
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
      })),
    },
  });
}
