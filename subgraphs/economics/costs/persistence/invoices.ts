import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Invoice, InvoiceScope } from '../domain/invoice.ts';

interface InvoiceRow {
  id: string;
  supersedes: string | null;
  scope: InvoiceScope;
  subject: string;
  period_start: Date;
  period_end: Date;
  amount_nano_usd: string;
  reference: string;
}

const COLUMNS = 'id, supersedes, scope, subject, period_start, period_end, amount_nano_usd, reference';
const INSERT = sql(
  'economics-invoice-insert',
  `insert into economics.invoice (${COLUMNS}, tenant_id, created_at, created_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
/** $1 tenant, $2 and $3 the first and last moment that is asked about. Invoices that hold now. */
const COVERING = sql(
  'economics-invoices-covering',
  `select ${COLUMNS} from economics.invoice i
   where tenant_id = $1 and period_start <= $3 and period_end > $2
     and not exists (select 1 from economics.invoice n where n.supersedes = i.id) order by id`,
);
/** $1 tenant, $2 scope, $3 subject, $4 from, $5 to. What is believed of what such an invoice charges for. */
const BOOKED = sql(
  'economics-invoice-booked',
  `select coalesce(sum(e.cost_nano_usd), 0)::text as booked from economics.cost_entry e
   where e.tenant_id = $1 and e.account <> 'VARIANCE' and e.event_time >= $4 and e.event_time < $5
     and case $2 when 'PROVIDER' then e.component = 'PARTNER' and e.provider_id = $3
                 else e.component <> 'PARTNER' and e.fleet = $3 end
     and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)`,
);
/** $1 tenant, $2 from, $3 to. */
const ACCOUNTS = sql(
  'economics-costs-by-account',
  `select e.account, coalesce(sum(e.cost_nano_usd), 0)::text as cost from economics.cost_entry e
   where e.tenant_id = $1 and e.event_time >= $2 and e.event_time < $3
     and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)
   group by e.account`,
);

const toInvoice = (row: InvoiceRow): Invoice => ({
  id: row.id,
  supersedes: row.supersedes,
  scope: row.scope,
  subject: row.subject,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  amountNanoUsd: BigInt(row.amount_nano_usd),
  reference: row.reference,
});

/** Keeps an invoice; it is never changed afterwards. */
export async function insertInvoice(tx: Transaction, invoice: Invoice): Promise<void> {
  await tx.rows(INSERT, [
    invoice.id,
    invoice.supersedes,
    invoice.scope,
    invoice.subject,
    invoice.periodStart,
    invoice.periodEnd,
    invoice.amountNanoUsd,
    invoice.reference,
    tx.call.caller.tenantId,
    tx.now,
    tx.call.caller.subjectId,
  ]);
}

/** Invoices that hold now whose period touches the time between two moments, both included. */
export async function invoicesCovering(tx: Transaction, first: Date, last: Date): Promise<Invoice[]> {
  const rows = await tx.rows<InvoiceRow>(COVERING, [tx.call.caller.tenantId, first, last]);
  return rows.map(toInvoice);
}

/** What is booked of what an invoice charges for, in nano-USD. */
export async function bookedFor(tx: Transaction, invoice: Invoice): Promise<bigint> {
  const { booked } = await tx.one<{ booked: string }>(BOOKED, [
    tx.call.caller.tenantId,
    invoice.scope,
    invoice.subject,
    invoice.periodStart,
    invoice.periodEnd,
  ]);
  return BigInt(booked);
}

/** What is booked to each account between two moments, the second excluded. */
export async function costsByAccount(tx: Transaction, from: Date, to: Date): Promise<Map<string, bigint>> {
  const rows = await tx.rows<{ account: string; cost: string }>(ACCOUNTS, [
    tx.call.caller.tenantId,
    from,
    to,
  ]);
  return new Map(rows.map((row) => [row.account, BigInt(row.cost)]));
}
