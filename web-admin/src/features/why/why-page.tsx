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
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { why as en } from '../../words/en/why.ts';
import { isProblem } from '../../words/problem-words.ts';
import { marginSteps, WHY_WORDS } from '../../words/why-words.ts';
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
        title={en.whyItMoved}
        action={
          <CopyButton value={location.href}>
            {({ copied, copy }) => (
              <Button variant="default" leftSection={<IconLink size={15} aria-hidden />} onClick={copy}>
                {copied ? en.linkCopied : en.share}
              </Button>
            )}
          </CopyButton>
        }
      >
        {en.everyDollarOfChangeHas}
      </PageHead>
      <WindowPicker comparison={comparison} />
      <div className={grid.grid}>
        <Panel
          title={measure === 'margin' ? en.margin : en.profit}
          note={en.earlierWindowToLaterOne}
          className={grid.wide}
          isStale={answer.isStale}
          action={
            <>
              <SegmentedControl
                size="xs"
                aria-label={en.whatMoved}
                value={measure}
                onChange={(value) => setMeasure(value as 'margin' | 'profit')}
                data={[
                  { value: 'margin', label: en.margin },
                  { value: 'profit', label: en.profit },
                ]}
                mr={8}
              />
              <SegmentedControl
                size="xs"
                aria-label={en.whichCostsCount}
                value={basis}
                onChange={(value) => setBasis(value as MarginBasis)}
                data={[
                  { value: 'MARGINAL', label: en.marginal },
                  { value: 'LOADED', label: en.loaded },
                ]}
              />
            </>
          }
        >
          <AnswerView answer={answer} what={en.theReasonsCouldNotBe} rows={1} rowHeight={280}>
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
          title={en.reasons}
          note={en.largestFirstOpenOne}
          className={grid.narrow}
          isFlush
          isStale={answer.isStale}
        >
          <AnswerView answer={answer} what={en.theReasonsCouldNotBe} rows={6}>
            {({ marginWhy }) =>
              isProblem(marginWhy) ? null : (
                <ReasonTable parts={marginWhy.parts} chosen={chosen} onChoose={setKind} />
              )
            }
          </AnswerView>
        </Panel>
        <AnswerView answer={answer} what={en.theDriversCouldNotBe} rows={4}>
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
        { name: en.margin, value: formatPointChange(why.marginChange) },
        { name: en.profit, value: formatUsdChange(why.profitChangeNanoUsd) },
        { name: en.runs, value: `${formatCount(earlier.runCount)} → ${formatCount(later.runCount)}` },
        {
          name: en.revenue,
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
          from={{ name: en.earlier, value: usdNumber(from.profit) }}
          to={{ name: en.later, value: usdNumber(to.profit) }}
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
    return <Empty title={en.thereIsNothingToCompare}>{en.bothWindowsNeedASettled}</Empty>;
  return (
    <div className={grid.stack}>
      {facts}
      {Math.abs(why.marginChange ?? 0) < 0.001 && <p>{en.theMarginChangedByLess}</p>}
      <Waterfall
        from={{ name: en.earlier, value: from.margin }}
        to={{ name: en.later, value: to.margin }}
        steps={marginSteps(why.parts)}
        format={formatPercent}
        formatChange={formatPointChange}
        onOpen={onOpen}
      />
    </div>
  );
}
