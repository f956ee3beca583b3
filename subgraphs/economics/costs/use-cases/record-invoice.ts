import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { touchBooks } from '../../margins/persistence/change-books.ts';
import { type Invoice, type InvoiceScope, varianceSourceId } from '../domain/invoice.ts';
import { currentCostsOfSources } from '../persistence/cost-entries.ts';
import { bookedFor, costsByAccount, insertInvoice, invoicesCovering } from '../persistence/invoices.ts';
import { bookVariance } from './adjust-variances.ts';

/** What somebody charged for a period. */
export interface RecordInvoice {
  scope: InvoiceScope;
  subject: string;
  periodStart: Date;
  periodEnd: Date;
  amountNanoUsd: bigint;
  reference: string;
  key: string;
}

/** An invoice held against what was booked; amounts as decimal strings, so that a repetition answers the same. */
export interface RecordedInvoice {
  id: string;
  amountNanoUsd: string;
  bookedNanoUsd: string;
  varianceNanoUsd: string;
}

/**
 * Records an invoice and books what it says beyond what was booked for its period, so that both sum to the same. A second
 * invoice of the same subject and period corrects the first. Callers see to authorization: admins only.
 */
export function recordInvoice(
  ctx: CallContext,
  input: RecordInvoice,
): Promise<RecordedInvoice | InvalidInput | IdempotencyConflict> {
  const { key, ...payload } = input;
  return idempotent<RecordedInvoice | InvalidInput>(
    ctx,
    { operation: 'recordInvoice', key, payload },
    async (tx) => {
      const fault = checkInvoice(input);
      if (fault) return fault;
      // Whatever is booked from here on sees the invoice, and the sum below sees whatever was booked before.
      await touchBooks(tx);
      const lastMoment = new Date(input.periodEnd.getTime() - 1);
      const others = (await invoicesCovering(tx, input.periodStart, lastMoment)).filter(
        ({ scope, subject }) => scope === input.scope && subject === input.subject,
      );
      const corrected = others.find(
        ({ periodStart, periodEnd }) =>
          periodStart.getTime() === input.periodStart.getTime() &&
          periodEnd.getTime() === input.periodEnd.getTime(),
      );
      if (others.some((other) => other !== corrected)) {
        return invalidInput(
          'periodStart',
          'Another invoice of the same subject covers a part of this period.',
          'Give both the same period to correct it, or choose one that does not overlap.',
        );
      }
      const invoice: Invoice = {
        id: newId(),
        supersedes: corrected?.id ?? null,
        scope: input.scope,
        subject: input.subject,
        periodStart: input.periodStart,
        periodEnd: input.periodEnd,
        amountNanoUsd: input.amountNanoUsd,
        reference: input.reference.trim(),
      };
      await insertInvoice(tx, invoice);
      const booked = await bookedFor(tx, invoice);
      const variance = invoice.amountNanoUsd - booked;
      const [known] = await currentCostsOfSources(tx, 'INVOICE', [varianceSourceId(invoice)]);
      if (known || variance !== 0n) await bookVariance(tx, invoice, known ?? null, variance);
      return {
        id: invoice.id,
        amountNanoUsd: invoice.amountNanoUsd.toString(),
        bookedNanoUsd: booked.toString(),
        varianceNanoUsd: variance.toString(),
      };
    },
  );
}

/** What is booked outside of every cell between two moments: overhead, unallocated machines, variance. */
export async function readCostAccounts(ctx: CallContext, from: Date, to: Date) {
  const costs = await ctx.db.transaction(ctx, (tx) => costsByAccount(tx, from, to));
  return {
    dispatchNanoUsd: costs.get('DISPATCH') ?? 0n,
    overheadNanoUsd: costs.get('OVERHEAD') ?? 0n,
    unallocatedIdleNanoUsd: costs.get('UNALLOCATED_IDLE') ?? 0n,
    varianceNanoUsd: costs.get('VARIANCE') ?? 0n,
  };
}

function checkInvoice(input: RecordInvoice): InvalidInput | null {
  if (input.subject.trim() === '') {
    return invalidInput('subject', 'The invoice names nobody.', 'Name the provider or the fleet.');
  }
  if (input.reference.trim() === '') {
    return invalidInput(
      'reference',
      'The invoice has no reference.',
      'Give the number that is printed on it.',
    );
  }
  if (input.periodEnd <= input.periodStart) {
    return invalidInput('periodEnd', 'The period ends before it begins.', 'Give its first and last moment.');
  }
  if (input.amountNanoUsd < 0n || input.amountNanoUsd > 10n ** 18n) {
    return invalidInput('amountNanoUsd', 'That cannot be an amount.', 'Give nano-USD, from 0 to 10^18.');
  }
  return null;
}
