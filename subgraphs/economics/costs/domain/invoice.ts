import type { CostEntry } from './cost-entry.ts';

/** A PROVIDER's invoice is about the use of its services, a FLEET's about its machines. */
export type InvoiceScope = 'PROVIDER' | 'FLEET';

/** What somebody charged for a period. */
export interface Invoice {
  id: string;
  /** The invoice of the same subject and period that this one corrects. */
  supersedes: string | null;
  scope: InvoiceScope;
  subject: string;
  periodStart: Date;
  /** The first moment that is not part of it. */
  periodEnd: Date;
  amountNanoUsd: bigint;
  reference: string;
}

/** Names the period of a subject; its variance keeps this name when the invoice is corrected. */
export const varianceSourceId = ({ scope, subject, periodStart }: Invoice): string =>
  `${scope} ${subject} ${periodStart.toISOString()}`;

/** Whether an invoice charges for what an entry books. Variance itself is what is left over. */
export function isInvoicedBy(entry: CostEntry, invoice: Invoice): boolean {
  if (entry.account === 'VARIANCE') return false;
  if (entry.eventTime < invoice.periodStart || entry.eventTime >= invoice.periodEnd) return false;
  return invoice.scope === 'PROVIDER'
    ? entry.component === 'PARTNER' && entry.providerId === invoice.subject
    : entry.component !== 'PARTNER' && entry.fleet === invoice.subject;
}
