import { smtpSettings } from '../config.ts';
import { SmtpDelivery } from './smtp-delivery.ts';

let delivery: SmtpDelivery | null = null;

/** The mail server of this process; null where none is set. */
export function sharedDelivery(): SmtpDelivery | null {
  const settings = smtpSettings();
  if (!settings) return null;
  delivery ??= new SmtpDelivery(settings);
  return delivery;
}

/** Lets go of the mail server; the next letter connects again. */
export function closeDelivery(): void {
  delivery?.close();
  delivery = null;
}
