import type { CallContext } from '@effect-studio/kernel/context';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import type { OperationsConfig } from '../config.ts';
import type { FeatureFlag, MutationResolvers } from '../generated/resolvers.ts';
import { type DeadLetterRecord, deadLetterById } from '../persistence/dead-letter-rows.ts';
import { advanceTestClock } from '../use-cases/advance-test-clock.ts';
import { replayDeadLetter, setDeadLetterAside } from '../use-cases/decide-dead-letter.ts';
import { readFeatureFlags } from '../use-cases/read-feature-flags.ts';
import { clearFeatureFlag, setFeatureFlag } from '../use-cases/set-feature-flag.ts';

export const mutation = (config: OperationsConfig): MutationResolvers => ({
  setFeatureFlag: async (_root, { input }, ctx) => {
    const { reach = 'TENANT', rolloutPercent = 100, expectedVersion = null } = input;
    return flagOr(ctx, await setFeatureFlag(ctx, { ...input, reach, rolloutPercent, expectedVersion }));
  },
  clearFeatureFlag: async (_root, { input }, ctx) => {
    const { reach = 'TENANT' } = input;
    return flagOr(ctx, await clearFeatureFlag(ctx, { ...input, reach }));
  },
  advanceTestClock: async (_root, { byMs, idempotencyKey }, ctx) => {
    const moved = await advanceTestClock(ctx, config, { byMs, idempotencyKey: idempotencyKey ?? null });
    return '__typename' in moved ? moved : { __typename: 'TestClock', ...moved };
  },
  replayDeadLetter: async (_root, { input }, ctx) => letterOr(ctx, await replayDeadLetter(ctx, input)),
  quarantineDeadLetter: async (_root, { input }, ctx) =>
    letterOr(ctx, await setDeadLetterAside(ctx, 'quarantine', input)),
  discardDeadLetter: async (_root, { input }, ctx) =>
    letterOr(ctx, await setDeadLetterAside(ctx, 'discard', input)),
});

/** The letter as it is now, or the refusal as it came. */
async function letterOr<Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: { id: string } | Refusal,
): Promise<(DeadLetterRecord & { __typename: 'DeadLetter' }) | Refusal | NotFound> {
  if ('__typename' in result) return result;
  const letter = await ctx.db.transaction(ctx, (tx) => deadLetterById(tx, result.id));
  return letter ? { __typename: 'DeadLetter', ...letter } : notFound('dead letter', result.id);
}

/** The flag as it is now, or the refusal as it came. */
async function flagOr<Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: { key: string } | Refusal,
): Promise<(FeatureFlag & { __typename: 'FeatureFlag' }) | Refusal | NotFound> {
  if ('__typename' in result) return result;
  const flag = (await readFeatureFlags(ctx)).find(({ key }) => key === result.key);
  return flag ? { ...flag, __typename: 'FeatureFlag' } : notFound('feature flag', result.key);
}
