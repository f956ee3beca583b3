import { formatCount, formatTokens } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { useRefreshed } from '../../use-refreshed.ts';
import classes from './ledger-panel.module.css';
import { LedgerDocument } from './margin.graphql.ts';

/** Does the ledger add up? */
export function LedgerPanel({ className, version }: { className?: string; version: string | null }) {
  const [{ data, error }, read] = useQuery({ query: LedgerDocument });
  const retry = () => read({ requestPolicy: 'network-only' });
  useRefreshed(version, retry);
  const ledger = data?.reconcileLedger;
  return (
    <Panel title="Token ledger" note="checked against every entry" className={className}>
      {ledger === undefined ? (
        error !== undefined ? (
          <Fault what="The ledger could not be checked" error={error} onRetry={retry} />
        ) : (
          <Loading rows={2} />
        )
      ) : (
        <div className={classes.ledger}>
          {ledger.isBalanced ? (
            <Chip tone="good" icon={<IconCheck size={12} aria-hidden />}>
              Balanced
            </Chip>
          ) : (
            <Chip tone="bad" icon={<IconAlertTriangle size={12} aria-hidden />}>
              Does not add up
            </Chip>
          )}
          <dl>
            <div>
              <dt>Sum over all accounts</dt>
              <dd>{formatTokens(Number(ledger.sumTokens))}</dd>
            </div>
            <div>
              <dt>Accounts that differ</dt>
              <dd>{formatCount(ledger.mismatchedAccounts)}</dd>
            </div>
            <div>
              <dt>Entries</dt>
              <dd>{formatCount(ledger.entryCount)}</dd>
            </div>
          </dl>
        </div>
      )}
    </Panel>
  );
}
