import { sql, type Transaction } from '@effect-studio/kernel/database';
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
