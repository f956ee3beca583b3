import type { CallContext } from '@effect-studio/kernel/context';
import { authorOf, type FourEyes } from '../domain/four-eyes.ts';
import type { Review } from '../domain/review-item.ts';

/** Two, since the one who asks may be among them. */
const REVIEWERS = '{ people(isAdminOnly: true, first: 2) { edges { node { id } } } }';

/** What this studio asks of whoever decides an item, by its feature flags. */
export async function fourEyes(ctx: CallContext, item: Review): Promise<FourEyes> {
  const isOwn = authorOf(item) === ctx.caller.subjectId;
  const authorsApprove =
    !isOwn || ctx.flags.value('reviews.authors-approve', subjectOf(ctx)) || (await isAlone(ctx));
  return { authorsApprove, ...twoPeopleRule(ctx) };
}

/** What two people have to approve. */
export const twoPeopleRule = (ctx: CallContext): Pick<FourEyes, 'twoFromUsdPerMonth' | 'twoForWork'> => ({
  twoFromUsdPerMonth: ctx.flags.value('reviews.two-people-from-usd', subjectOf(ctx)),
  twoForWork: ctx.flags.value('reviews.two-people', subjectOf(ctx)),
});

// One answer for all reviewers of a tenant, whatever share of people a setting holds for.
const subjectOf = ({ caller }: CallContext) => ({ tenantId: caller.tenantId, subjectId: null });

/** Whether nobody but the caller could review: then what they made would wait for ever. */
async function isAlone(ctx: CallContext): Promise<boolean> {
  const { people } = await ctx.graph.ask<{ people: { edges: { node: { id: string } }[] } }>(ctx, REVIEWERS);
  return people.edges.every(({ node }) => node.id === ctx.caller.subjectId);
}
