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
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { ledger as en } from '../../words/en/ledger.ts';
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
        title={en.tokenLedger}
        action={
          <Button
            variant="default"
            leftSection={<IconReceipt2 size={15} aria-hidden />}
            onClick={() => setInvoicing(true)}
          >
            {en.recordAnInvoice}
          </Button>
        }
      >
        {en.doubleEntryWhatIsTaken}
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
      title={en.reconcile}
      note={en.everyBalanceAgainstItsEntries}
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
          {en.checkNow}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theLedgerCouldNotBe2} rows={2}>
        {({ reconcileLedger: ledger }) => (
          <div className={grid.stack}>
            {ledger.isBalanced ? (
              <div>
                <Chip tone="good" icon={<IconCheck size={12} aria-hidden />}>
                  {en.itAddsUp}
                </Chip>
              </div>
            ) : (
              <div className={classes.mismatch} role="alert">
                <strong>{en.theLedgerDoesNotAdd}</strong>
                {en.accountsDifferFromTheSum(formatCount(ledger.mismatchedAccounts))}
              </div>
            )}
            <Facts
              facts={[
                { name: en.entries, value: formatCount(ledger.entryCount) },
                { name: en.sumOverAllAccounts, value: formatTokens(Number(ledger.sumTokens)) },
                {
                  name: en.accountsThatDiffer,
                  value: formatCount(ledger.mismatchedAccounts),
                  ...(ledger.mismatchedAccounts > 0 ? { tone: 'bad' as const } : {}),
                },
              ]}
            />
            {ledger.mismatches.length > 0 && (
              <DataTable
                caption={en.accountsThatDiffer}
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
  { key: 'account', name: en.account, cell: ({ accountId }) => <span className="es-mono">{accountId}</span> },
  { key: 'kind', name: en.kind, cell: ({ kind }) => kind.toLowerCase().replaceAll('_', ' ') },
  { key: 'balance', name: en.balance, isNumber: true, cell: ({ balance }) => balance },
  { key: 'sum', name: en.sumOfEntries, isNumber: true, cell: ({ sumOfEntries }) => sumOfEntries },
];

function CostAccounts() {
  const span = useSpan(30 * DAY_MS);
  const variables = useMemo(() => span, [span]);
  const answer = useLiveQuery({ query: CostAccountsDocument, variables });
  return (
    <Panel
      title={en.bookedCosts}
      note={en.last30DaysByAccount}
      className={grid.narrow}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theAccountsCouldNotBe} rows={4} rowHeight={26}>
        {({ costAccounts: accounts }) => (
          <Facts
            as="lines"
            facts={[
              { name: en.dispatchedWork, value: formatUsd(accounts.dispatchNanoUsd, 'unit') },
              { name: en.overheadOfNoEffect, value: formatUsd(accounts.overheadNanoUsd, 'unit') },
              {
                name: en.machinesThatHadNothingTo,
                value: formatUsd(accounts.unallocatedIdleNanoUsd, 'unit'),
              },
              {
                name: en.whatInvoicesSayBeyondIt,
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
