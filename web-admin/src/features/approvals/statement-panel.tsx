import {
  formatDuration,
  formatPercent,
  formatTokens,
  formatUsd,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import tables from '../../table.module.css';
import type { ReviewItem } from './review-view.tsx';
import classes from './statement-panel.module.css';

type Statement = NonNullable<ReviewItem['run']['statement']>;

/** What the run brought and cost, line by line. */
export function StatementPanel({ statement }: { statement: Statement | null }) {
  if (statement === null) {
    return (
      <Panel title="Cost and margin">
        <p className={classes.muted}>The statement appears when the run is settled.</p>
      </Panel>
    );
  }
  const { margin, chargedTokens, revenueNanoUsd, costNanoUsd, explorationCostNanoUsd, lines } = statement;
  return (
    <Panel title="Cost and margin" note="at the price charged" isFlush>
      <dl className={classes.sums}>
        <div>
          <dt>Margin</dt>
          <dd data-loss={(margin != null && margin < 0) || undefined}>{formatPercent(margin)}</dd>
        </div>
        <div>
          <dt>Charged</dt>
          <dd>{formatTokens(chargedTokens)}</dd>
        </div>
        <div>
          <dt>Revenue</dt>
          <dd>{formatUsd(revenueNanoUsd, 'unit')}</dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd>{formatUsd(costNanoUsd, 'unit')}</dd>
        </div>
        <div>
          <dt>Exploration</dt>
          <dd>{formatUsd(explorationCostNanoUsd, 'unit')}</dd>
        </div>
      </dl>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Leg</th>
            <th scope="col" className={tables.number}>
              Busy
            </th>
            <th scope="col" className={tables.number}>
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td>
                <span className={tables.name}>{line.provider.name}</span>
                <span className={tables.sub}>
                  {line.role.toLowerCase()} · {line.component.toLowerCase()} · {line.instanceType}
                </span>
                {line.bearer === 'EXPLORATION' && <Chip tone="explore">exploration</Chip>}
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
