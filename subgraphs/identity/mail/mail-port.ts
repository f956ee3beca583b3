import type { Transaction } from '@effect-studio/kernel/database';

/** One message to one address. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** How messages leave the studio. Handing over happens in the caller's transaction: no commit, no mail. */
export interface MailPort {
  send(tx: Transaction, mail: Mail): Promise<void>;
}
