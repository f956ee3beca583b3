import { Waterfall } from '@effect-studio/web-kit/charts/waterfall.tsx';
import {
  formatCount,
  formatPercent,
  formatPointChange,
  formatUsd,
  formatUsdChange,
  formatUsdNumber,
  usdNumber,
} from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, CopyButton, SegmentedControl } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { MarginBasis, WhyDimension, WhyKind, WhyQuery } from '../../../generated/graphql.ts';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { isProblem } from '../../problem-words.ts';
import { marginSteps, WHY_WORDS } from '../../why-words.ts';
import { Drivers } from './drivers.tsx';
import { ReasonTable } from './reason-table.tsx';
import { useComparison } from './use-comparison.ts';
import { WhyDocument } from './why.graphql.ts';
import { WindowPicker } from './window-picker.tsx';

export type Why = Extract<WhyQuery['marginWhy'], { __typename: 'MarginWhy' }>;

/** The cause of a change, in order of size, down to the runs. Nothing is left unexplained. */
export default function WhyPage() {
  const comparison = useComparison();
  const [basis, setBasis] = useState<MarginBasis>('MARGINAL');
  const [measure, setMeasure] = useState<'margin' | 'profit'>('margin');
  const [by, setBy] = useState<WhyDimension>('CELL');
  const [kind, setKind] = useHashSearch('kind');
  const { earlier, later, slice } = comparison;
  const variables = useMemo(() => ({ earlier, later, basis, slice, by }), [earlier, later, basis, slice, by]);
  const answer = useLiveQuery({ query: WhyDocument, variables });
  const chosen = kind !== null && kind in WHY_WORDS ? (kind as WhyKind) : null;
  return (
    <>
      <PageHead
        title="Why it moved"
        action={
          <CopyButton value={location.href}>
            {({ copied, copy }) => (
              <Button variant="default" leftSection={<IconLink size={15} aria-hidden />} onClick={copy}>
                {copied ? 'Link copied' : 'Share'}
              </Button>
            )}
          </CopyButton>
        }
      >
        Every dollar of change has a reason: the parts add up to the last nano-dollar.
      </PageHead>
      <WindowPicker comparison={comparison} />
      <div className={grid.grid}>
        <Panel
          title={measure === 'margin' ? 'Margin' : 'Profit'}
          note="earlier window to later one"
          className={grid.wide}
          isStale={answer.isStale}
          action={
            <>
              <SegmentedControl
                size="xs"
                aria-label="What moved"
                value={measure}
                onChange={(value) => setMeasure(value as 'margin' | 'profit')}
                data={[
                  { value: 'margin', label: 'Margin' },
                  { value: 'profit', label: 'Profit' },
                ]}
                mr={8}
              />
              <SegmentedControl
                size="xs"
                aria-label="Which costs count"
                value={basis}
                onChange={(value) => setBasis(value as MarginBasis)}
                data={[
                  { value: 'MARGINAL', label: 'Marginal' },
                  { value: 'LOADED', label: 'Loaded' },
                ]}
              />
            </>
          }
        >
          <AnswerView answer={answer} what="The reasons could not be loaded" rows={1} rowHeight={280}>
            {({ marginWhy }) =>
              isProblem(marginWhy) ? (
                <ProblemNote {...marginWhy} />
              ) : (
                <Moved why={marginWhy} basis={basis} measure={measure} onOpen={setKind} />
              )
            }
          </AnswerView>
        </Panel>
        <Panel
          title="Reasons"
          note="largest first; open one"
          className={grid.narrow}
          isFlush
          isStale={answer.isStale}
        >
          <AnswerView answer={answer} what="The reasons could not be loaded" rows={6}>
            {({ marginWhy }) =>
              isProblem(marginWhy) ? null : (
                <ReasonTable parts={marginWhy.parts} chosen={chosen} onChoose={setKind} />
              )
            }
          </AnswerView>
        </Panel>
        <AnswerView answer={answer} what="The drivers could not be loaded" rows={4}>
          {({ marginWhy }) =>
            isProblem(marginWhy) ? null : (
              <Drivers groups={marginWhy.groups} kind={chosen} by={by} onBy={setBy} comparison={comparison} />
            )
          }
        </AnswerView>
      </div>
    </>
  );
}

interface MovedProps {
  why: Why;
  basis: MarginBasis;
  measure: 'margin' | 'profit';
  onOpen: (kind: string) => void;
}

function Moved({ why, basis, measure, onOpen }: MovedProps) {
  const { earlier, later } = why;
  const levels = (at: Why['earlier']) =>
    basis === 'LOADED'
      ? { margin: at.loadedMargin, profit: at.loadedProfitNanoUsd }
      : { margin: at.margin, profit: at.profitNanoUsd };
  const [from, to] = [levels(earlier), levels(later)];
  const facts = (
    <Facts
      facts={[
        { name: 'Margin', value: formatPointChange(why.marginChange) },
        { name: 'Profit', value: formatUsdChange(why.profitChangeNanoUsd) },
        { name: 'Runs', value: `${formatCount(earlier.runCount)} → ${formatCount(later.runCount)}` },
        {
          name: 'Revenue',
          value: `${formatUsd(earlier.revenueNanoUsd)} → ${formatUsd(later.revenueNanoUsd)}`,
        },
      ]}
    />
  );
  if (measure === 'profit' && from.profit != null && to.profit != null) {
    return (
      <div className={grid.stack}>
        {facts}
        <Waterfall
          from={{ name: 'Earlier', value: usdNumber(from.profit) }}
          to={{ name: 'Later', value: usdNumber(to.profit) }}
          steps={why.parts.map(({ kind, profitNanoUsd }) => ({
            key: kind,
            name: WHY_WORDS[kind].name,
            change: usdNumber(profitNanoUsd),
            isExploration: kind === 'EXPLORATION',
          }))}
          format={formatUsdNumber}
          formatChange={(usd) =>
            formatUsdChange(BigInt(Math.round(usd * 1e9)), Math.abs(usd) < 1 ? 'unit' : 'amount')
          }
          onOpen={onOpen}
        />
      </div>
    );
  }
  if (measure === 'profit' || from.margin == null || to.margin == null)
    return (
      <Empty title="There is nothing to compare">
        Both windows need a settled run whose costs are all known. Choose longer windows.
      </Empty>
    );
  return (
    <div className={grid.stack}>
      {facts}
      {Math.abs(why.marginChange ?? 0) < 0.001 && <p>The margin changed by less than 0.1 pp.</p>}
      <Waterfall
        from={{ name: 'Earlier', value: from.margin }}
        to={{ name: 'Later', value: to.margin }}
        steps={marginSteps(why.parts)}
        format={formatPercent}
        formatChange={formatPointChange}
        onOpen={onOpen}
      />
    </div>
  );
}
