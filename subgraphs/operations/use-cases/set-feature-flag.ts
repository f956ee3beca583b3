import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import { flagNamed, whyNotAValue } from '@effect-studio/schema/flags/flags';
import type { FeatureFlagReach } from '../generated/resolvers.ts';
import { clearFlag, lockFlag, writeFlag } from '../persistence/feature-flag-rows.ts';

export interface SetFeatureFlag {
  key: string;
  value: unknown;
  reach: FeatureFlagReach;
  rolloutPercent: number;
  reason: string;
  /** 0: where nothing is set; null: whichever is. */
  expectedVersion: number | null;
  idempotencyKey: string;
}

export interface ClearFeatureFlag {
  key: string;
  reach: FeatureFlagReach;
  reason: string;
  idempotencyKey: string;
}

type Refusal = NotFound | InvalidInput | InvalidState | IdempotencyConflict;

/** Sets a flag for the caller's tenant or for everyone, and rings the bell that all processes hear. */
export async function setFeatureFlag(
  ctx: CallContext,
  command: SetFeatureFlag,
): Promise<{ key: string } | Refusal> {
  const { idempotencyKey, ...payload } = command;
  const { key, reach, value, rolloutPercent, expectedVersion } = command;
  const flag = flagNamed(key);
  if (!flag) return notFound('feature flag', key);
  const misfit = whyNotAValue(flag, value);
  if (misfit) return invalidInput('value', misfit, 'Read the kind and the bounds of the flag.');
  if (rolloutPercent < 1 || rolloutPercent > 100) {
    return invalidInput('rolloutPercent', 'A rollout is 1 to 100 percent.', 'For nobody, clear the flag.');
  }
  const reason = command.reason.trim();
  const fault = withoutReason(reason) ?? notForEveryone(ctx, reach);
  if (fault) return fault;
  const set = await idempotent<{ key: string } | InvalidState>(
    ctx,
    { operation: 'setFeatureFlag', key: idempotencyKey, payload },
    async (tx) => {
      const version = await lockFlag(tx, key, reach);
      if (expectedVersion !== null && expectedVersion !== version) return changedMeanwhile(key, version);
      await writeFlag(tx, { key, reach, value, rolloutPercent, reason });
      return { key };
    },
  );
  if (!('__typename' in set)) await tellEverybody(ctx, command.key);
  return set;
}

/** Takes a setting back. */
export async function clearFeatureFlag(
  ctx: CallContext,
  { idempotencyKey, ...command }: ClearFeatureFlag,
): Promise<{ key: string } | Refusal> {
  const { key, reach } = command;
  if (!flagNamed(key)) return notFound('feature flag', key);
  const fault = withoutReason(command.reason.trim()) ?? notForEveryone(ctx, reach);
  if (fault) return fault;
  const cleared = await idempotent<{ key: string } | InvalidState>(
    ctx,
    { operation: 'clearFeatureFlag', key: idempotencyKey, payload: command },
    async (tx) => {
      await lockFlag(tx, key, reach);
      return (await clearFlag(tx, key, reach)) ? { key } : notSet(key);
    },
  );
  if (!('__typename' in cleared)) await tellEverybody(ctx, key);
  return cleared;
}

/** This process knows at once; the others hear the bell, or read within two seconds. */
async function tellEverybody(ctx: CallContext, key: string): Promise<void> {
  await Promise.all([ctx.flags.refresh(), ctx.redis.publish(REDIS_KEYS.featureFlags, '')]).catch(
    (error: unknown) => ctx.log.warn({ err: error }, 'the change of a feature flag was not pushed'),
  );
  ctx.log.info({ flag: key, by: ctx.caller.subjectId }, 'a feature flag was changed');
}

const withoutReason = (reason: string): InvalidInput | null =>
  reason === ''
    ? invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the flag is changed.')
    : null;

/** Other tenants' admins decide for their own tenant only. */
const notForEveryone = (ctx: CallContext, reach: FeatureFlagReach): InvalidInput | null =>
  reach === 'EVERYONE' && ctx.caller.tenantId !== DEFAULT_TENANT_ID
    ? invalidInput('reach', 'Only the studio’s own admins set flags for everyone.', 'Set it for your tenant.')
    : null;

const changedMeanwhile = (key: string, version: number): InvalidState =>
  problem('InvalidState', {
    title: 'Changed meanwhile',
    status: 409,
    humanReadableCause: `This flag has version ${version} by now: somebody else has changed it.`,
    suggestedAction: 'Reload the flag and decide again.',
    instance: key,
  });

const notSet = (key: string): InvalidState =>
  problem('InvalidState', {
    title: 'Nothing is set',
    status: 409,
    humanReadableCause: 'This flag is not set there, so there is nothing to take back.',
    suggestedAction: 'Reload the flag; it may be set with the other reach.',
    instance: key,
  });
