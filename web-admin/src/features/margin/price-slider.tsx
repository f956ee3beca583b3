import { formatCount, formatPercent, formatTokens, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, SegmentedControl, Slider } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { MarginBasis } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { SimulatePriceDocument } from './margin.graphql.ts';

/** Which price would have brought a margin on what really ran, if as many people had paid it. */
export function PriceSlider({ effectTypeId, className }: { effectTypeId: string; className?: string }) {
  const [percent, setPercent] = useState(50);
  const [basis, setBasis] = useState<MarginBasis>('LOADED');
  const [asked] = useDebouncedValue(percent, 200);
  const span = useSpan(30 * DAY_MS);
  const variables = useMemo(
    () => ({ effectTypeId, targetMargin: asked / 100, span, basis }),
    [effectTypeId, asked, span, basis],
  );
  const answer = useLiveQuery({ query: SimulatePriceDocument, variables });
  return (
    <Panel
      title={en.priceToReachAMargin}
      note={en.onTheRunsOf30}
      className={className}
      isStale={answer.isStale}
      action={
        <SegmentedControl
          size="xs"
          aria-label={en.whichCostsCount}
          value={basis}
          onChange={(value) => setBasis(value as MarginBasis)}
          data={[
            { value: 'LOADED', label: en.loaded },
            { value: 'MARGINAL', label: en.marginal },
          ]}
        />
      }
    >
      <div className={grid.stack}>
        <div>
          <Slider
            min={-20}
            max={95}
            value={percent}
            onChange={setPercent}
            thumbLabel={en.targetMargin}
            label={(value) => `${value}%`}
            marks={[0, 25, 50, 75].map((value) => ({ value, label: `${value}%` }))}
            mb={22}
          />
        </div>
        <AnswerView answer={answer} what={en.thePriceCouldNotBe} rows={2}>
          {({ simulatePrice: found }) =>
            isProblem(found) ? (
              <ProblemNote {...found} />
            ) : (
              <>
                <Facts
                  facts={[
                    { name: en.priceForIt, value: formatTokens(found.requiredTokens) },
                    { name: en.marginAtIt, value: formatPercent(found.simulatedMargin) },
                    { name: en.now, value: formatTokens(Math.round(found.presentTokens)) },
                    { name: en.marginNow, value: formatPercent(found.presentMargin) },
                    { name: en.revenueAtIt, value: formatUsd(found.simulatedRevenueNanoUsd) },
                    { name: en.cost, value: formatUsd(found.costNanoUsd, 'unit') },
                  ]}
                />
                <p style={{ fontSize: 12, color: 'var(--es-muted)' }}>
                  {en.fromChargedRunsIfAs(formatCount(found.runCount), formatPercent(found.refundShare))}
                </p>
                <Button variant="default" component="a" href={hashHref('pricing')}>
                  {en.openPricing}
                </Button>
              </>
            )
          }
        </AnswerView>
      </div>
    </Panel>
  );
}
