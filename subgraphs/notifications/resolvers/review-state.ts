import type { CallContext } from '@effect-studio/kernel/context';
import { reviewSlaMs } from '../config.ts';
import { approvalsNeeded, whyNotBy } from '../domain/four-eyes.ts';
import { claimOf } from '../domain/review-claim.ts';
import type { Review } from '../domain/review-item.ts';
import { fourEyes, twoPeopleRule } from '../use-cases/four-eyes-rules.ts';

type NoArgs = Record<string, never> | object;

/** What every kind of item says of its place in the queue. */
export const reviewState = {
  claimedBy: (item: Review, _args: NoArgs, ctx: CallContext) => {
    const claim = item.status === 'WAITING' ? claimOf(item, ctx.clock.now()) : null;
    return claim && { id: claim.by };
  },
  claimedUntil: (item: Review, _args: NoArgs, ctx: CallContext) =>
    item.status === 'WAITING' ? (claimOf(item, ctx.clock.now())?.until ?? null) : null,
  approvalsNeeded: (item: Review, _args: NoArgs, ctx: CallContext) =>
    approvalsNeeded(item, twoPeopleRule(ctx)),
  firstApprovedBy: ({ firstApprovedBy }: Review) => (firstApprovedBy ? { id: firstApprovedBy } : null),
  whyNotByYou: async (item: Review, _args: NoArgs, ctx: CallContext) =>
    whyNotBy(ctx.caller.subjectId ?? '', item, await fourEyes(ctx, item)),
  dueAt: ({ createdAt }: Review) => new Date(createdAt.getTime() + reviewSlaMs()),
};
