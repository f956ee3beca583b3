import { sql, type Transaction } from '@effect-studio/kernel/database';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { Person, PersonRole } from '../domain/person.ts';
import { addToDirectory } from './tenant-directory.ts';

interface PersonRow {
  id: string;
  tenant_id: string;
  display_name: string;
  roles: PersonRole[];
  created_at: Date;
}

const COLUMNS = 'id, tenant_id, display_name, roles, created_at';
const BY_IDS = sql('identity-people', `select ${COLUMNS} from identity.person where id = any ($1)`);
const BY_ADDRESS = sql(
  'identity-person-by-address',
  `select p.id, p.tenant_id, p.display_name, p.roles, p.created_at
   from identity.person_address a join identity.person p on p.id = a.person_id where a.address_index = $1`,
);
const SEALED_ADDRESS = sql(
  'identity-sealed-address',
  'select address_sealed from identity.person_address where person_id = $1',
);
/** $1 person. No row: there is none, or they were forgotten. */
const LISTED = sql(
  'identity-listed-person',
  `select ${COLUMNS} from identity.person where id = $1 and erased_at is null for update`,
);
/** $1 part of a name or null, $2 index of an address or null, $3 admins only, $4 id to begin after or null, $5 most, $6 the studio itself. */
const LIST = sql(
  'identity-list-people',
  `select ${COLUMNS} from identity.person p
   where p.erased_at is null and p.id <> $6
     and ($1::text is null or strpos(lower(p.display_name), lower($1)) > 0)
     and ($2::bytea is null or exists (
       select 1 from identity.person_address a where a.person_id = p.id and a.address_index = $2))
     and (not $3::bool or 'admin' = any (p.roles))
     and ($4::uuid is null or p.id < $4)
   order by p.id desc limit $5`,
);
/** $1 people. When any of their devices was last seen. */
const LAST_SEEN = sql(
  'identity-people-last-seen',
  'select owner_id, max(last_seen_at) as last_seen_at from identity.session where owner_id = any ($1) group by owner_id',
);
const INSERT = sql(
  'identity-insert-person',
  `insert into identity.person (id, tenant_id, display_name, roles, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6)`,
);
const INSERT_ADDRESS = sql(
  'identity-insert-address',
  `insert into identity.person_address (person_id, tenant_id, address_index, address_sealed, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $5)`,
);
/** $1 the person's id, $2 all of their roles. */
const SET_ROLES = sql(
  'identity-set-roles',
  'update identity.person set roles = $2, updated_at = $3 where id = $1',
);
/** Makes registrations of one address wait for each other until the transaction ends. $1 the address's index. */
const LOCK_ADDRESS = sql(
  'identity-lock-address',
  `select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))`,
);

const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  tenantId: row.tenant_id,
  displayName: row.display_name,
  roles: row.roles,
  createdAt: row.created_at,
});

export async function findPeople(tx: Transaction, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await tx.rows<PersonRow>(BY_IDS, [ids]);
  return new Map(rows.map((row) => [row.id, toPerson(row)]));
}

export async function findPersonByAddress(tx: Transaction, addressIndex: Buffer): Promise<Person | null> {
  const row = await tx.maybeOne<PersonRow>(BY_ADDRESS, [addressIndex]);
  return row && toPerson(row);
}

export async function lockAddress(tx: Transaction, addressIndex: Buffer): Promise<void> {
  await tx.rows(LOCK_ADDRESS, [addressIndex]);
}

export async function setRoles(
  tx: Transaction,
  personId: string,
  roles: readonly PersonRole[],
): Promise<void> {
  await tx.rows(SET_ROLES, [personId, roles, tx.now]);
}

export async function insertPerson(
  tx: Transaction,
  person: Person,
  address: { index: Buffer; sealed: Buffer },
): Promise<void> {
  const createdBy = tx.call.caller.subjectId;
  await tx.rows(INSERT, [person.id, person.tenantId, person.displayName, person.roles, createdBy, tx.now]);
  await tx.rows(INSERT_ADDRESS, [person.id, person.tenantId, address.index, address.sealed, tx.now]);
  await addToDirectory(tx, address.index);
}

/** A person's address as it is kept; null when they have none, or left. */
export async function sealedAddressOf(tx: Transaction, personId: string): Promise<Buffer | null> {
  const row = await tx.maybeOne<{ address_sealed: Buffer }>(SEALED_ADDRESS, [personId]);
  return row?.address_sealed ?? null;
}

/** Somebody who was not forgotten; their row is held until the transaction ends. */
export async function findListedPerson(tx: Transaction, id: string): Promise<Person | null> {
  const row = await tx.maybeOne<PersonRow>(LISTED, [id]);
  return row && toPerson(row);
}

export async function listPeople(
  tx: Transaction,
  filter: {
    name: string | null;
    addressIndex: Buffer | null;
    isAdminOnly: boolean;
    after: string | null;
    limit: number;
  },
): Promise<Person[]> {
  const { name, addressIndex, isAdminOnly, after, limit } = filter;
  const values = [name, addressIndex, isAdminOnly, after, limit, SYSTEM_SUBJECT_ID];
  return (await tx.rows<PersonRow>(LIST, values)).map(toPerson);
}

/** By person; who never signed in is not in it. */
export async function lastSeenOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx.rows<{ owner_id: string; last_seen_at: Date }>(LAST_SEEN, [ids]);
  return new Map(rows.map((row) => [row.owner_id, row.last_seen_at]));
}
