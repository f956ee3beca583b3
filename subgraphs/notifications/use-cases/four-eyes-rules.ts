import type { CallContext } from '@effect-studio/kernel/context';
import type { FourEyes } from '../domain/four-eyes.ts';

/** What this studio asks of its reviewers now, by its feature flags. */
export function fourEyes({ flags, caller }: CallContext): FourEyes {
  // One answer for all reviewers of a tenant, whatever share of people a setting holds for.
  const subject = { tenantId: caller.tenantId, subjectId: null };
  return {
    authorsApprove: flags.value('reviews.authors-approve', subject),
    twoFromUsdPerMonth: flags.value('reviews.two-people-from-usd', subject),
  };
}
