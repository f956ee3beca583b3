import { sql, type Transaction } from '@effect-studio/kernel/database';

/** What somebody who was forgotten is called. */
export const NOBODY = 'Somebody who left';

/** $1 person, $2 what they are called from now on, $3 now. Zero rows: there is none, or they were forgotten before. */
const FORGET = sql(
  'identity-forget-person',
  `update identity.person set display_name = $2, roles = '{user}', erased_at = $3, updated_at = $3, version = version + 1
   where id = $1 and erased_at is null returning id`,
);

/** $1 person. In an order in which nothing refers to what is gone. */
const REST = [
  `delete from identity.tenant_directory where key_hash in (
     select address_index from identity.person_address where person_id = $1
     union all select token_hash from identity.session where owner_id = $1)`,
  `delete from identity.sign_in_code where address_index = (select address_index from identity.person_address where person_id = $1)`,
  `delete from identity.sign_in_attempts where address_index = (select address_index from identity.person_address where person_id = $1)`,
  'delete from identity.spent_session_token where session_id in (select id from identity.session where owner_id = $1)',
  'delete from identity.session where owner_id = $1',
  'delete from identity.issuer_account where person_id = $1',
  'delete from identity.person_address where person_id = $1',
  `delete from identity.enrolment where owner_id = $1 and client_id is null`,
  `update identity.enrolment set name = 'gone' where owner_id = $1`,
  `update identity.machine_client set name = 'gone', revoked_reason = null where owner_id = $1`,
].map((text, index) => sql(`identity-forget-rest-${index}`, text));

/** Takes everything that tells who a person is. @returns false when there is no such person any more */
export async function forgetPerson(tx: Transaction, personId: string): Promise<boolean> {
  if (!(await tx.maybeOne(FORGET, [personId, NOBODY, tx.now]))) return false;
  for (const statement of REST) await tx.rows(statement, [personId]);
  return true;
}

const MACHINES = sql(
  'identity-live-machines-of',
  'select id from identity.machine_client where owner_id = $1 and revoked_at is null',
);

/** Machines of a person that may still ask for tokens. */
export async function liveMachinesOf(tx: Transaction, personId: string): Promise<string[]> {
  return (await tx.rows<{ id: string }>(MACHINES, [personId])).map(({ id }) => id);
}
