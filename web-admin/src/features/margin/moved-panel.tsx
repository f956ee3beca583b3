import { Waterfall } from '@effect-studio/web-kit/charts/waterfall.tsx';
import { formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { spanBefore, useSpan, WINDOW_MS, WINDOW_WORDS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { marginSteps } from '../../words/why-words.ts';
import { MarginMovedDocument } from './margin.graphql.ts';

/** Why the margin of the window is not that of the window before. */
export function MovedPanel({ className }: { className?: string }) {
  const { window } = useBusiness();
  const later = useSpan(WINDOW_MS[window]);
  const variables = useMemo(() => ({ later, earlier: spanBefore(later) }), [later]);
  const answer = useLiveQuery({ query: MarginMovedDocument, variables });
  return (
    <Panel
      title={en.whyMarginMoved}
      note={en.vsThe(WINDOW_WORDS[window].replace('last', 'previous'))}
      className={className}
      isStale={answer.isStale}
      action={
        <Button component="a" href={hashHref('why')} size="compact-sm" variant="subtle">
          {en.drillDown}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theReasonsCouldNotBe} rows={1} rowHeight={240}>
        {({ marginWhy }) => {
          if (isProblem(marginWhy)) return <ProblemNote {...marginWhy} />;
          const { earlier, later: now, parts } = marginWhy;
          if (earlier.margin == null || now.margin == null)
            return <Empty title={en.thereIsNothingToCompare}>{en.bothThisWindowAndThe}</Empty>;
          return (
            <Waterfall
              from={{ name: en.windowBefore, value: earlier.margin }}
              to={{ name: en.thisWindow, value: now.margin }}
              steps={marginSteps(parts)}
              format={formatPercent}
              formatChange={formatPointChange}
              onOpen={(kind) => goTo(['why'], 'push', { kind })}
            />
          );
        }}
      </AnswerView>
    </Panel>
  );
}
