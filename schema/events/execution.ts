import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import {
  budgetContext,
  excerpt,
  id,
  legInputs,
  legRole,
  mediaIntervals,
  objectKey,
  refusal,
  sha256,
} from './shapes.ts';

const task = {
  taskId: id,
  runId: id,
  ownerId: id,
  role: legRole,
  providerId: z.string(),
  workflowId: z.string(),
  effectTypeId: z.string(),
};

/** Fleet of the machine; absent: the default fleet. */
const fleet = z.string().min(1).optional();

/** A task waits for an agent. Aggregate of all task events: the run. */
export const TaskDispatched = defineEvent('execution', 'TaskDispatched', task);

/** What an attempt was and took. */
const attempt = {
  ...task,
  attempt: z.int().positive(),
  outcome: z.enum(['succeeded', 'failed', 'expired', 'cancelled', 'late']),
  agentId: id,
  agentOwnerId: id,
  instanceType: z.string(),
  budgetContext,
  workUnits: z.number().positive(),
  queueWaitMs: z.number().nonnegative(),
  /** Milliseconds that the machine worked on it, startup and idle excluded. */
  busyMs: z.number().nonnegative(),
  /** Milliseconds that this attempt spent on loading models and the like before useful work; part of no other figure. */
  startupMs: z.number().nonnegative().optional(),
  /** How often the provider asked to slow down (HTTP 429 and the like) during this attempt. */
  throttledCount: z.int().nonnegative().optional(),
  /** Milliseconds waited because of that. */
  throttledMs: z.number().nonnegative().optional(),
  /** Steps of the workflow that ran, in order; absent where its runner has no steps. */
  nodeTimings: z
    .array(z.object({ nodeId: z.string(), classType: z.string(), durationMs: z.number().nonnegative() }))
    .optional(),
  /** Steps whose earlier result was reused; they are in no other figure. */
  cachedNodeIds: z.array(z.string()).optional(),
  fleet,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
};

/**
 * One attempt ended, whatever the outcome: the unit of cost. Work with a verified output (`succeeded`, or `late` when its
 * run was cancelled meanwhile) is proven: economics pays the owner of the agent for it, by the rate card, in
 * the transaction that settles the person's side of the run, or in the one that books it when that was settled before.
 */
export const TaskAttemptEnded = defineEvent('execution', 'TaskAttemptEnded', attempt);

/**
 * The result of an attempt came after its end was told (its lease had expired, its agent had given up, nobody waited for it any
 * more) and was accepted. `outcome` is `late`, figures are as its agent reports them now, times those of the end that was told;
 * it takes the place of what `TaskAttemptEnded` said of this attempt, and proves it: its owner is paid. At most once an attempt.
 */
export const TaskAttemptProven = defineEvent('execution', 'TaskAttemptProven', attempt);

/** The output's bytes are verified and lie under an immutable key. */
export const TaskSucceeded = defineEvent('execution', 'TaskSucceeded', {
  ...task,
  inputs: legInputs,
  /** The look that was aimed at, where there is no example file to look at: a style descriptor. */
  exampleDescriptor: z.json().optional(),
  excerpt: excerpt.nullable(),
  outputKey: objectKey,
  outputSha256: sha256,
  outputBytes: z.int().positive(),
  mediaIntervals,
  busyMs: z.number().nonnegative(),
});

/** No attempt is left. */
export const TaskFailed = defineEvent('execution', 'TaskFailed', {
  ...task,
  causeClass: z.enum([
    'nonRetryable',
    'scheduleToStart',
    'startToClose',
    'heartbeat',
    'attemptsExhausted',
    'outputInvalid',
  ]),
  ...refusal,
});

export const TaskCancelled = defineEvent('execution', 'TaskCancelled', task);

/** A valid result arrived after cancel or expiry: settled and recorded, never lost. */
export const TaskSettledLate = defineEvent('execution', 'TaskSettledLate', {
  ...task,
  outputKey: objectKey,
  outputSha256: sha256,
  busyMs: z.number().nonnegative(),
});

/** A machine came online. Aggregate of agent events: the agent. */
export const AgentSessionStarted = defineEvent('execution', 'AgentSessionStarted', {
  agentId: id,
  agentOwnerId: id,
  instanceType: z.string(),
  fleet,
  /** Milliseconds from the machine's start until it could take work. */
  startupMs: z.number().nonnegative().optional(),
  startedAt: z.iso.datetime(),
});

export const AgentSessionEnded = defineEvent('execution', 'AgentSessionEnded', {
  agentId: id,
  agentOwnerId: id,
  instanceType: z.string(),
  fleet,
  startupMs: z.number().nonnegative().optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  busyMs: z.number().nonnegative(),
  reason: z.enum(['drained', 'lost', 'revoked']),
});

/** An agent is treated differently from now on. Aggregate: the agent. */
export const AgentConditionChanged = defineEvent('execution', 'AgentConditionChanged', {
  agentId: id,
  agentOwnerId: id,
  condition: z.enum([
    /** It is heard of and has room, but asks for no work. */
    'DEAF',
    /** It asks again. */
    'HEARD',
    'CORDONED',
    'UNCORDONED',
    'QUARANTINED',
    'ON_PROBATION',
    'TRUSTED',
  ]),
  reason: z.string().min(1),
});

/** What recent work and probes say of a provider. Aggregate: the provider. */
export const ProviderProbed = defineEvent('execution', 'ProviderProbed', {
  providerId: z.string(),
  healthy: z.boolean(),
  onlineAgents: z.int().nonnegative(),
  detail: z.string(),
});
