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
import grid from '../../grid.module.css';
import { isProblem } from '../../problem-words.ts';
import { DAY_MS, useSpan } from '../../spans.ts';
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
      title="Price to reach a margin"
      note="on the runs of 30 days"
      className={className}
      isStale={answer.isStale}
      action={
        <SegmentedControl
          size="xs"
          aria-label="Which costs count"
          value={basis}
          onChange={(value) => setBasis(value as MarginBasis)}
          data={[
            { value: 'LOADED', label: 'Loaded' },
            { value: 'MARGINAL', label: 'Marginal' },
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
            thumbLabel="Target margin"
            label={(value) => `${value}%`}
            marks={[0, 25, 50, 75].map((value) => ({ value, label: `${value}%` }))}
            mb={22}
          />
        </div>
        <AnswerView answer={answer} what="The price could not be simulated" rows={2}>
          {({ simulatePrice: found }) =>
            isProblem(found) ? (
              <ProblemNote {...found} />
            ) : (
              <>
                <Facts
                  facts={[
                    { name: 'Price for it', value: formatTokens(found.requiredTokens) },
                    { name: 'Margin at it', value: formatPercent(found.simulatedMargin) },
                    { name: 'Now', value: formatTokens(Math.round(found.presentTokens)) },
                    { name: 'Margin now', value: formatPercent(found.presentMargin) },
                    { name: 'Revenue at it', value: formatUsd(found.simulatedRevenueNanoUsd) },
                    { name: 'Cost', value: formatUsd(found.costNanoUsd, 'unit') },
                  ]}
                />
                <p style={{ fontSize: 12, color: 'var(--es-muted)' }}>
                  From {formatCount(found.runCount)} charged runs, if as many people had paid it;{' '}
                  {formatPercent(found.refundShare)} of the revenue went back and is taken to go on doing so.
                </p>
                <Button variant="default" component="a" href={hashHref('pricing')}>
                  Open pricing
                </Button>
              </>
            )
          }
        </AnswerView>
      </div>
    </Panel>
  );
}
