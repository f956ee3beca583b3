import { formatCount, formatTokens, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Button } from '@mantine/core';
import { IconCheck, IconReceipt2, IconRefresh } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ReconcileQuery } from '../../../generated/graphql.ts';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { DAY_MS, useSpan } from '../../spans.ts';
import { InvoiceDialog } from './invoice-dialog.tsx';
import { CostAccountsDocument, ReconcileDocument } from './ledger.graphql.ts';
import classes from './ledger.module.css';
import { LedgerLines } from './ledger-lines.tsx';

/** Every credit, reserve, consume and refund, and the proof that they add up. */
export default function LedgerPage() {
  const [isInvoicing, setInvoicing] = useState(false);
  return (
    <>
      <PageHead
        title="Token ledger"
        action={
          <Button
            variant="default"
            leftSection={<IconReceipt2 size={15} aria-hidden />}
            onClick={() => setInvoicing(true)}
          >
            Record an invoice
          </Button>
        }
      >
        Double entry: what is taken from one account is given to another. Nothing is ever changed or deleted.
      </PageHead>
      <div className={grid.grid}>
        <Reconciliation />
        <CostAccounts />
        <LedgerLines />
      </div>
      <InvoiceDialog isOpen={isInvoicing} onClose={() => setInvoicing(false)} />
    </>
  );
}

function Reconciliation() {
  const answer = useLiveQuery({ query: ReconcileDocument, variables: {} });
  return (
    <Panel
      title="Reconcile"
      note="every balance against its entries"
      className={grid.wide}
      isStale={answer.isStale}
      action={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={answer.isFetching}
          onClick={answer.retry}
        >
          Check now
        </Button>
      }
    >
      <AnswerView answer={answer} what="The ledger could not be checked" rows={2}>
        {({ reconcileLedger: ledger }) => (
          <div className={grid.stack}>
            {ledger.isBalanced ? (
              <div>
                <Chip tone="good" icon={<IconCheck size={12} aria-hidden />}>
                  It adds up
                </Chip>
              </div>
            ) : (
              <div className={classes.mismatch} role="alert">
                <strong>The ledger does not add up.</strong> {formatCount(ledger.mismatchedAccounts)} accounts
                differ from the sum of their entries. Stop payouts and look at `npm run economics -- verify`.
              </div>
            )}
            <Facts
              facts={[
                { name: 'Entries', value: formatCount(ledger.entryCount) },
                { name: 'Sum over all accounts', value: formatTokens(Number(ledger.sumTokens)) },
                {
                  name: 'Accounts that differ',
                  value: formatCount(ledger.mismatchedAccounts),
                  ...(ledger.mismatchedAccounts > 0 ? { tone: 'bad' as const } : {}),
                },
              ]}
            />
            {ledger.mismatches.length > 0 && (
              <DataTable
                caption="Accounts that differ"
                columns={MISMATCHES}
                rows={ledger.mismatches}
                rowKey={({ accountId, kind }) => `${accountId} ${kind}`}
              />
            )}
          </div>
        )}
      </AnswerView>
    </Panel>
  );
}

const MISMATCHES: readonly Column<ReconcileQuery['reconcileLedger']['mismatches'][number]>[] = [
  { key: 'account', name: 'Account', cell: ({ accountId }) => <span className="es-mono">{accountId}</span> },
  { key: 'kind', name: 'Kind', cell: ({ kind }) => kind.toLowerCase().replaceAll('_', ' ') },
  { key: 'balance', name: 'Balance', isNumber: true, cell: ({ balance }) => balance },
  { key: 'sum', name: 'Sum of entries', isNumber: true, cell: ({ sumOfEntries }) => sumOfEntries },
];

function CostAccounts() {
  const span = useSpan(30 * DAY_MS);
  const variables = useMemo(() => span, [span]);
  const answer = useLiveQuery({ query: CostAccountsDocument, variables });
  return (
    <Panel
      title="Booked costs"
      note="last 30 days, by account"
      className={grid.narrow}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what="The accounts could not be loaded" rows={4} rowHeight={26}>
        {({ costAccounts: accounts }) => (
          <Facts
            as="lines"
            facts={[
              { name: 'Dispatched work', value: formatUsd(accounts.dispatchNanoUsd, 'unit') },
              { name: 'Overhead, of no effect', value: formatUsd(accounts.overheadNanoUsd, 'unit') },
              {
                name: 'Machines that had nothing to do',
                value: formatUsd(accounts.unallocatedIdleNanoUsd, 'unit'),
              },
              {
                name: 'What invoices say beyond it',
                value: formatUsd(accounts.varianceNanoUsd, 'unit'),
                ...(BigInt(accounts.varianceNanoUsd) > 0n ? { tone: 'warn' as const } : {}),
              },
            ]}
          />
        )}
      </AnswerView>
    </Panel>
  );
}
