import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { fieldCrypto } from '../config.ts';
import type { Mail, MailPort } from './mail-port.ts';

const INSERT = sql(
  'identity-insert-mail',
  `insert into identity.outgoing_mail (id, tenant_id, address_sealed, subject, body_sealed, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6)`,
);
const FORGET_OLD = sql('identity-forget-mail', 'delete from identity.outgoing_mail where created_at < $1');
const KEEP_MS = 24 * 3_600_000;

const FIND = sql(
  'identity-find-mail',
  'select address_sealed, subject, body_sealed, created_at from identity.outgoing_mail where id = $1',
);
const FORGET = sql('identity-forget-one-mail', 'delete from identity.outgoing_mail where id = $1');

/** A letter that waits, opened; null when it was sent or is too old. */
export async function findMail(tx: Transaction, id: string): Promise<(Mail & { createdAt: Date }) | null> {
  const row = await tx.maybeOne<{
    address_sealed: Buffer;
    subject: string;
    body_sealed: Buffer;
    created_at: Date;
  }>(FIND, [id]);
  if (!row) return null;
  const crypto = fieldCrypto();
  return {
    to: crypto.open(row.address_sealed, `outgoing_mail.address:${id}`),
    subject: row.subject,
    text: crypto.open(row.body_sealed, `outgoing_mail.body:${id}`),
    createdAt: row.created_at,
  };
}

export async function forgetMail(tx: Transaction, id: string): Promise<void> {
  await tx.rows(FORGET, [id]);
}

/** Puts messages, sealed, into `identity.outgoing_mail`, from where a job hands them to the mail server; kept for a day. */
export const tableMail: MailPort = {
  async send(tx, mail) {
    const id = newId();
    const crypto = fieldCrypto();
    await tx.rows(FORGET_OLD, [new Date(tx.now.getTime() - KEEP_MS)]);
    await tx.rows(INSERT, [
      id,
      tx.call.caller.tenantId,
      crypto.seal(mail.to, `outgoing_mail.address:${id}`),
      mail.subject,
      crypto.seal(mail.text, `outgoing_mail.body:${id}`),
      tx.now,
    ]);
    const job = { kind: 'send-mail', dedupeKey: `send-mail:${id}`, payload: { mailId: id } };
    await tx.schedule({ ...job, maxAttempts: 6 });
  },
};
