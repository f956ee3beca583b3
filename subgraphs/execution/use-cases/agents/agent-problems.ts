import { problem } from '@effect-studio/kernel/errors';

/** The lease is not the task's present one. */
export const staleLease = (leaseId: string) =>
  problem('StaleLease', {
    title: 'Stale lease',
    status: 409,
    humanReadableCause: 'This lease ended, was given to another machine, or is not yours.',
    suggestedAction: 'Stop working on the task and lease again.',
    instance: leaseId,
  });

/** The bytes cannot be accepted; nothing changed. */
export const outputRefused = (leaseId: string, humanReadableCause: string) =>
  problem('OutputRefused', {
    title: 'Output refused',
    status: 422,
    humanReadableCause,
    suggestedAction: 'Upload the MP4 again and repeat the completion, or fail the task.',
    instance: leaseId,
  });

/** The lease was completed before, with other bytes. */
export const completionConflict = (leaseId: string) =>
  problem('IdempotencyConflict', {
    title: 'Idempotency key conflict',
    status: 409,
    humanReadableCause:
      'This lease was completed before with another result, or the key was used for another command.',
    suggestedAction: 'Keep the first result; a task is completed once. Use a new UUIDv7 for a new command.',
    instance: leaseId,
  });

/** The agent is too old for this studio. */
export const versionUnsupported = (version: string, minimumVersion: string) =>
  problem(
    'AgentVersionUnsupported',
    {
      title: 'Agent version unsupported',
      status: 426,
      humanReadableCause: `Version ${version} of the agent does not speak this studio's protocol.`,
      suggestedAction: `Update the agent to ${minimumVersion} or newer.`,
      instance: version,
    },
    { minimumVersion },
  );

export type StaleLease = ReturnType<typeof staleLease>;
export type OutputRefused = ReturnType<typeof outputRefused>;
export type CompletionConflict = ReturnType<typeof completionConflict>;
export type AgentVersionUnsupported = ReturnType<typeof versionUnsupported>;
