import { sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { fieldCrypto } from '../config.ts';
import type { MailPort } from './mail-port.ts';

const INSERT = sql(
  'identity-insert-mail',
  `insert into identity.outgoing_mail (id, tenant_id, address_sealed, subject, body_sealed, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6)`,
);
const FORGET_OLD = sql('identity-forget-mail', 'delete from identity.outgoing_mail where created_at < $1');
const KEEP_MS = 24 * 3_600_000;

/** Puts messages, sealed, into `identity.outgoing_mail`, where they wait for a deliverer; kept for a day. */
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
  },
};
