import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { normaliseEmail } from '../domain/email-address.ts';
import type { Person } from '../domain/person.ts';
import { listPeople as readPeople } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';
import { addressIndex } from './register-person.ts';

const MOST = 100;

/** One page of the people of a tenant. */
export interface PeoplePage {
  people: Person[];
  hasNextPage: boolean;
}

/**
 * People of the caller's tenant who were not forgotten, the last registered first. Addresses are not shown to anybody, but a
 * person is found by the whole of theirs.
 * @param input.text part of a name, or a whole e-mail address; empty or null: everybody
 * @param input.first 1 to 100 @param input.after id of the last person of the page before
 */
export async function listPeople(
  ctx: CallContext,
  input: { text: string | null; isAdminOnly: boolean; first: number; after: string | null },
): Promise<PeoplePage> {
  const text = input.text?.trim() ?? '';
  const address = text.includes('@') ? normaliseEmail(text) : null;
  const most = Math.min(MOST, Math.max(1, input.first));
  const platform = asPlatform(ctx);
  const people = await platform.db.transaction(platform, (tx) =>
    readPeople(tx, {
      name: address === null && text !== '' ? text : null,
      addressIndex: address === null ? null : addressIndex(address),
      isAdminOnly: input.isAdminOnly,
      after: input.after !== null && isId(input.after) ? input.after : null,
      limit: most + 1,
    }),
  );
  return { people: people.slice(0, most), hasNextPage: people.length > most };
}
