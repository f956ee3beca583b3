import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { fieldCrypto, mailFolder } from '../config.ts';
import { folderMail } from '../mail/folder-mail.ts';
import { sharedDelivery } from '../mail/shared-delivery.ts';
import { SmtpDelivery } from '../mail/smtp-delivery.ts';
import { sealedAddressOf } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';

/** A letter that another context wrote to a person. */
export interface Letter {
  personId: string;
  letterId: string;
  subject: string;
  text: string;
}

export type LetterOutcome = 'SENT' | 'NO_MAIL_SERVER' | 'NO_ADDRESS' | 'REFUSED' | 'NOT_TAKEN';

/**
 * Hands a letter to the mail server at once and says what became of it; trying again is the sender's. The address
 * does not leave this context.
 */
export async function deliverLetter(
  ctx: CallContext,
  { personId, letterId, subject, text }: Letter,
): Promise<{ outcome: LetterOutcome; cause: string | null }> {
  const platform = asPlatform(ctx);
  const sealed = isId(personId)
    ? await platform.db.transaction(platform, (tx) => sealedAddressOf(tx, personId))
    : null;
  if (!sealed) return { outcome: 'NO_ADDRESS', cause: null };
  const mail = { to: fieldCrypto().open(sealed, `person_address:${personId}`), subject, text };
  const folder = mailFolder();
  if (folder) {
    await platform.db.transaction(platform, (tx) => folderMail(folder).send(tx, mail));
    return { outcome: 'SENT', cause: null };
  }
  const delivery = sharedDelivery();
  if (!delivery) return { outcome: 'NO_MAIL_SERVER', cause: null };
  try {
    await delivery.deliver(letterId, mail);
    return { outcome: 'SENT', cause: null };
  } catch (error) {
    // A server's reply may quote the address; it is for the sender's records, which must not have it.
    const cause = String((error as Error).message).replaceAll(mail.to, 'the address');
    return { outcome: SmtpDelivery.isRefusal(error) ? 'REFUSED' : 'NOT_TAKEN', cause };
  }
}
