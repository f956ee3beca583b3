import type { OperationsConfig } from '../config.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { advanceTestClock } from '../use-cases/advance-test-clock.ts';

export const mutation = (config: OperationsConfig): MutationResolvers => ({
  advanceTestClock: async (_root, { byMs, idempotencyKey }, ctx) => {
    const moved = await advanceTestClock(ctx, config, { byMs, idempotencyKey: idempotencyKey ?? null });
    return '__typename' in moved ? moved : { __typename: 'TestClock', ...moved };
  },
});
