import {
  formatDuration,
  formatPercent,
  formatTokens,
  formatUsd,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import tables from '../../parts/table.module.css';
import { approvals as en } from '../../words/en/approvals.ts';
import type { ReviewItem } from './review-view.tsx';
import classes from './statement-panel.module.css';

type Statement = NonNullable<ReviewItem['run']['statement']>;

/** What the run brought and cost, line by line. */
export function StatementPanel({ statement }: { statement: Statement | null }) {
  if (statement === null) {
    return (
      <Panel title={en.costAndMargin}>
        <p className={classes.muted}>{en.theStatementAppearsWhenThe}</p>
      </Panel>
    );
  }
  const { margin, chargedTokens, revenueNanoUsd, costNanoUsd, explorationCostNanoUsd, lines } = statement;
  return (
    <Panel title={en.costAndMargin} note={en.atThePriceCharged} isFlush>
      <dl className={classes.sums}>
        <div>
          <dt>{en.margin}</dt>
          <dd data-loss={(margin != null && margin < 0) || undefined}>{formatPercent(margin)}</dd>
        </div>
        <div>
          <dt>{en.charged}</dt>
          <dd>{formatTokens(chargedTokens)}</dd>
        </div>
        <div>
          <dt>{en.revenue}</dt>
          <dd>{formatUsd(revenueNanoUsd, 'unit')}</dd>
        </div>
        <div>
          <dt>{en.cost}</dt>
          <dd>{formatUsd(costNanoUsd, 'unit')}</dd>
        </div>
        <div>
          <dt>{en.exploration}</dt>
          <dd>{formatUsd(explorationCostNanoUsd, 'unit')}</dd>
        </div>
      </dl>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{en.leg}</th>
            <th scope="col" className={tables.number}>
              {en.busy}
            </th>
            <th scope="col" className={tables.number}>
              {en.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td>
                <span className={tables.name}>{line.provider.name}</span>
                <span className={tables.note}>
                  {line.role.toLowerCase()} · {line.component.toLowerCase()} · {line.instanceType}
                </span>
                {line.bearer === 'EXPLORATION' && <Chip tone="explore">{en.exploration2}</Chip>}
              </td>
              <td className={tables.number}>{formatDuration(line.busyMs)}</td>
              <td className={tables.number}>
                {line.costNanoUsd ? formatUsd(line.costNanoUsd, 'unit') : MISSING}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
