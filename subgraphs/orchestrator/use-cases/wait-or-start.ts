import type { Transaction } from '@effect-studio/kernel/database';
import { type Problem, problem } from '@effect-studio/kernel/errors';
import { lockPlaces } from '../persistence/places.ts';
import type { Quote } from './ask-the-graph.ts';
import { type InsufficientTokens, promisedTokens } from './submit-problems.ts';

export type TooManyRuns = Problem & { __typename: 'TooManyRuns'; limit: number };

/** Whether a new run waits for its turn, or begins at once. */
export interface Turn {
  hasToWait: boolean;
}

/**
 * Whether a run of the caller's begins now or waits for its turn. It waits when the caller or the tenant has as many under way as
 * may be, or when somebody waits already, whose turn would be first. Exact: whoever gives places of a tenant away waits here for
 * the others. A waiting run holds no tokens, but what the caller's waiting runs will cost has to be in the wallet now.
 */
export async function waitOrStart(
  tx: Transaction,
  quote: Quote,
): Promise<Turn | TooManyRuns | InsufficientTokens> {
  const { flags, caller } = tx.call;
  const mostOfTenant = mostAtOnce(tx);
  const places = await lockPlaces(tx, mostOfTenant);
  const isFull =
    places.ofTenant >= mostOfTenant || places.ofPerson >= flags.value('runs.most-per-person', caller);
  if (!isFull && !places.hasWaiting) return { hasToWait: false };
  const mostWaiting = flags.value('runs.most-waiting-per-person', caller);
  if (places.waitingOfPerson >= mostWaiting) return tooMany(places.ofPerson, mostWaiting);
  const lacks = quote.availableTokens - places.promisedTokens < quote.amountTokens;
  return lacks ? promisedTokens(quote, places.promisedTokens) : { hasToWait: true };
}

/** How many runs of everybody in the caller's tenant may be under way. */
export const mostAtOnce = ({ call: { flags, caller } }: Transaction): number =>
  flags.value('runs.most-per-tenant', { tenantId: caller.tenantId, subjectId: null });

function tooMany(underWay: number, limit: number): TooManyRuns {
  const runs = (count: number) => `${count} ${count === 1 ? 'run' : 'runs'}`;
  return problem(
    'TooManyRuns',
    {
      title: 'Too many runs at once',
      status: 429,
      humanReadableCause: `You have ${runs(underWay)} under way and ${runs(limit)} that ${limit === 1 ? 'waits' : 'wait'}, as many as may.`,
      suggestedAction: 'Submit it when one of them is through, or cancel one.',
    },
    { limit },
  );
}
