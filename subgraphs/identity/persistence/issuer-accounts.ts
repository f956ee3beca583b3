import { sql, type Transaction } from '@effect-studio/kernel/database';

/** An account at an OpenID Connect issuer; the subject is kept as a keyed hash only. */
export interface IssuerAccount {
  issuer: string;
  subjectIndex: Buffer;
}

const OWNER = sql(
  'identity-issuer-account-owner',
  'select person_id from identity.issuer_account where subject_index = $1',
);
const HAS_ACCOUNT = sql(
  'identity-has-issuer-account',
  'select 1 from identity.issuer_account where person_id = $1 and issuer = $2',
);
const INSERT = sql(
  'identity-insert-issuer-account',
  `insert into identity.issuer_account (person_id, tenant_id, issuer, subject_index, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $5)`,
);

/** The person whose account it is. */
export async function findAccountOwner(tx: Transaction, subjectIndex: Buffer): Promise<string | null> {
  return (await tx.maybeOne<{ person_id: string }>(OWNER, [subjectIndex]))?.person_id ?? null;
}

/** Whether the person has an account at this issuer, whichever. */
export async function hasAccountAt(tx: Transaction, personId: string, issuer: string): Promise<boolean> {
  return (await tx.maybeOne(HAS_ACCOUNT, [personId, issuer])) !== null;
}

export async function insertAccount(
  tx: Transaction,
  person: { id: string; tenantId: string },
  { issuer, subjectIndex }: IssuerAccount,
): Promise<void> {
  await tx.rows(INSERT, [person.id, person.tenantId, issuer, subjectIndex, tx.now]);
}
