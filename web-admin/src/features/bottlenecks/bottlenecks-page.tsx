import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Drawer, SegmentedControl } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { BottlenecksQuery } from '../../../generated/graphql.ts';
import { useRefreshed } from '../../graph/use-refreshed.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { useBusiness } from '../../shell/window-context.tsx';
import { bottlenecks as en } from '../../words/en/bottlenecks.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { BottleneckCard } from './bottleneck-card.tsx';
import { BottleneckView } from './bottleneck-view.tsx';
import { CLASSES } from './bottleneck-words.ts';
import { BottlenecksDocument } from './bottlenecks.graphql.ts';
import classes from './bottlenecks.module.css';

export type Bottleneck = BottlenecksQuery['bottlenecks']['edges'][number]['node'];

/** What is stuck, what it costs, and what was done already. */
export default function BottlenecksPage() {
  const [which, setWhich] = useState<'open' | 'all'>('open');
  const answer = useLiveQuery({ query: BottlenecksDocument, variables: { isOpenOnly: which === 'open' } });
  useRefreshed(useBusiness().feed.hud?.version ?? null, answer.retry, 15_000);
  const [openedId, setOpened] = useState<string | null>(null);
  const opened = answer.data?.bottlenecks.edges.find(({ node }) => node.id === openedId)?.node;
  return (
    <>
      <PageHead
        title={en.bottlenecks}
        action={
          <SegmentedControl
            size="xs"
            aria-label={en.whichBottlenecks}
            value={which}
            onChange={(value) => setWhich(value as 'open' | 'all')}
            data={[
              { value: 'open', label: en.goingOn },
              { value: 'all', label: en.overToo },
            ]}
          />
        }
      >
        {en.detectorsWatchTimeErrorsQueues}
      </PageHead>
      <AnswerView answer={answer} what={en.theBoardCouldNotBe} rows={3} rowHeight={120}>
        {({ bottlenecks: { edges } }) =>
          edges.length === 0 ? (
            <Empty icon={<IconCircleCheck size={20} aria-hidden />} title={en.nothingIsInTheWay}>
              {which === 'open' ? en.noSignalIsActiveNow : en.thereWasNoBottleneckYet}
            </Empty>
          ) : (
            <div className={classes.board} data-stale={answer.isStale || undefined}>
              {CLASSES.map(([key, name]) => {
                const own = edges
                  .map(({ node }) => node)
                  .filter(({ bottleneckClass }) => bottleneckClass === key);
                return (
                  <section key={key} aria-label={name} data-empty={own.length === 0 || undefined}>
                    <h2>
                      {name} <span>{own.length}</span>
                    </h2>
                    {own.map((one) => (
                      <BottleneckCard key={one.id} bottleneck={one} onOpen={() => setOpened(one.id)} />
                    ))}
                  </section>
                );
              })}
            </div>
          )
        }
      </AnswerView>
      <AlertsPanel />
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(null)}
        position="right"
        size={600}
        title={opened && (CLASSES.find(([key]) => key === opened.bottleneckClass)?.[1] ?? '')}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== undefined && <BottleneckView bottleneck={opened} />}
      </Drawer>
    </>
  );
}
