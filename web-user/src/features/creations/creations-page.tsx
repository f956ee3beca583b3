import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { type RunGroup, statesOf } from '@effect-studio/web-kit/run/run-words.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconMovie } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { creations as en } from '../../words/en/creations.ts';
import { CreationCard } from './creation-card.tsx';
import { CreationsDocument } from './creations.graphql.ts';
import classes from './creations-page.module.css';

const PAGE = 24;
/** How often a page with something under way is read again: there is no feed of all runs. */
const READ_AGAIN_MS = 5_000;
const UNDER_WAY: ReadonlySet<string> = new Set(statesOf('UNDER_WAY'));

type Layout = 'grid' | 'list';

/** The caller's runs, newest first: all, or those of one group, as pictures or as a list. */
export default function CreationsPage() {
  const [group, setGroup] = useState<RunGroup | 'ALL'>('ALL');
  const [layout, setLayout] = useLocalStorage<Layout>({ key: 'es-creations-layout', defaultValue: 'grid' });
  return (
    <div>
      <header className={classes.head}>
        <h1>{en.creations}</h1>
        <Button component="a" href={hashHref('create')}>
          {en.newCreation}
        </Button>
      </header>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={en.which}
          value={group}
          onChange={(value) => setGroup(value as RunGroup | 'ALL')}
          data={[
            { value: 'ALL', label: en.all },
            { value: 'UNDER_WAY', label: en.underWay },
            { value: 'READY', label: en.ready },
            { value: 'OVER', label: en.over },
          ]}
        />
        <SegmentedControl
          aria-label={en.arrangedAs}
          value={layout}
          onChange={(value) => setLayout(value as Layout)}
          data={[
            { value: 'grid', label: en.grid },
            { value: 'list', label: en.list },
          ]}
        />
      </div>
      <CursorPages key={group} page={CreationsSlice} group={group} layout={layout} />
    </div>
  );
}

interface Arrangement {
  group: RunGroup | 'ALL';
  layout: Layout;
}

function CreationsSlice({ after, onMore, group, layout }: CursorPageProps & Arrangement) {
  const answer = useLiveQuery({
    query: CreationsDocument,
    variables: { first: PAGE, after, states: group === 'ALL' ? null : statesOf(group) },
  });
  const isMoving = answer.data?.runs.edges.some(({ node }) => UNDER_WAY.has(node.state)) ?? false;
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is the same as long as its page is shown
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(retry, READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  return (
    <AnswerView answer={answer} what={en.yourCreationsCouldNotBe} rows={3} rowHeight={150}>
      {({ runs: { edges, pageInfo } }) => {
        if (edges.length === 0 && after === null) return <None group={group} />;
        return (
          <>
            <ul className={classes.runs} data-layout={layout}>
              {edges.map(({ node }) => (
                <li key={node.id}>
                  <CreationCard run={node} />
                </li>
              ))}
            </ul>
            {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
              <div className={classes.more}>
                <Button variant="default" onClick={() => onMore(pageInfo.endCursor!)}>
                  {en.showOlderOnes}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </AnswerView>
  );
}

function None({ group }: { group: RunGroup | 'ALL' }) {
  if (group !== 'ALL') return <Empty title={en.noneOfTheKind}>{en.otherOnesAreThere}</Empty>;
  return (
    <Empty
      icon={<IconMovie size={20} aria-hidden />}
      title={en.yourCreationsAppearHere}
      action={
        <Button component="a" href={hashHref('create')}>
          {en.makeTheFirstOne}
        </Button>
      }
    >
      {en.anExampleAndAFew}
    </Empty>
  );
}
