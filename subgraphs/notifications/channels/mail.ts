import type { CallContext } from '@effect-studio/kernel/context';
import { appOrigin } from '../config.ts';
import type { AttemptOutcome } from '../domain/delivery.ts';
import { letterOf } from '../domain/letter.ts';
import type { DueDelivery } from '../persistence/delivery-rows.ts';

const DELIVER_LETTER = `mutation DeliverLetter($input: DeliverLetterInput!) {
  deliverLetter(input: $input) { outcome cause } }`;

interface Answer {
  deliverLetter: {
    outcome: 'SENT' | 'NO_MAIL_SERVER' | 'NO_ADDRESS' | 'REFUSED' | 'NOT_TAKEN';
    cause: string | null;
  };
}

/** Has identity, which alone knows addresses, hand a notice to the mail server. */
export async function sendByMail(ctx: CallContext, due: DueDelivery): Promise<AttemptOutcome> {
  const input = { personId: due.ownerId, letterId: due.id, ...letterOf(due, appOrigin()) };
  const { deliverLetter } = await ctx.graph.ask<Answer>(ctx, DELIVER_LETTER, { input });
  const { outcome, cause } = deliverLetter;
  switch (outcome) {
    case 'SENT':
      return { kind: 'sent' };
    case 'NO_MAIL_SERVER':
      return { kind: 'no-way', cause: 'This studio has no mail server (SMTP_URL).' };
    case 'NO_ADDRESS':
      return { kind: 'no-way', cause: 'The person has no address.' };
    case 'REFUSED':
      return { kind: 'refused', cause: cause ?? 'The mail server refused it.' };
    case 'NOT_TAKEN':
      return { kind: 'failed', cause: cause ?? 'The mail server did not take it.' };
  }
}
