import { formatMoment, formatTokens } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { isEnded, runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { CorrelationId } from '@effect-studio/web-kit/ui/correlation-id.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, TextInput } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import { type FormEvent, useMemo } from 'react';
import { useSubscription } from 'urql';
import type { RunStoryQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { DAY_MS, spanEndingAt } from '../../parts/spans.ts';
import type { PlaceProps } from '../../shell/places.ts';
import { runs as en } from '../../words/en/runs.ts';
import { SliceRuns } from '../margin/slice-runs.tsx';
import { CancelRun } from './cancel-run.tsx';
import { RunCandidates } from './run-candidates.tsx';
import { RunStatement } from './run-statement.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { RunStoryDocument, RunStoryProgressDocument } from './runs.graphql.ts';

export type RunOfStory = NonNullable<RunStoryQuery['run']>;

/** The whole story of one run; without an id, the runs that the books know. */
export default function RunStoryPage({ path: [id] }: PlaceProps) {
  return id === undefined ? <FindRun /> : <Story key={id} id={id} />;
}

function FindRun() {
  const span = useMemo(() => spanEndingAt(Date.now(), 7 * DAY_MS), []);
  const slice = useMemo(() => ({}), []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const id = String(new FormData(event.currentTarget).get('id')).trim();
    if (id !== '') goTo(['runs', id]);
  };
  return (
    <>
      <PageHead title={en.runStory}>{en.everyStateAttemptEventAnd}</PageHead>
      <form onSubmit={submit} style={{ display: 'flex', gap: 8, marginBottom: 14, maxWidth: 520 }}>
        <TextInput name={en.id} aria-label={en.idOfARun} placeholder={en.idOfARun} style={{ flex: 1 }} />
        <Button type="submit">{en.open}</Button>
      </form>
      <Panel title={en.runsInTheBooks} note={en.last7DaysNewestFirst} isFlush>
        <SliceRuns span={span} slice={slice} />
      </Panel>
    </>
  );
}

function Story({ id }: { id: string }) {
  const answer = useLiveQuery({ query: RunStoryDocument, variables: { id } });
  const { retry } = answer;
  useSubscription({ query: RunStoryProgressDocument, variables: { id } }, (_known, data) => {
    // A state change brings candidates, events and money with it.
    if (data.runProgress.__typename === 'RunAdvance') retry();
    return data;
  });
  const trail = <a href={hashHref('runs')}>{en.runs}</a>;
  return (
    <AnswerView answer={answer} what={en.theRunCouldNotBe} rows={4} rowHeight={120}>
      {({ run }) => {
        if (!run)
          return (
            <>
              <PageHead title={id.slice(0, 13)} trail={trail} />
              <Empty
                icon={<IconTargetArrow size={20} aria-hidden />}
                title={en.noRunWithThisId}
                action={
                  <Button component="a" href={hashHref('runs')} variant="default">
                    {en.allRuns}
                  </Button>
                }
              >
                {en.itMayBeOfAnother}
              </Empty>
            </>
          );
        const { word, tone } = runWord(run.state);
        return (
          <>
            <PageHead
              title={run.wish || en.aLookWithoutWords}
              trail={trail}
              action={!isEnded(run.state) && <CancelRun runId={run.id} />}
            >
              <Chip tone={tone}>{word}</Chip>
              {en.by(run.owner.displayName, formatMoment(run.createdAt))}
              <CorrelationId id={run.correlationId} />
            </PageHead>
            {run.failure && <ProblemNote {...run.failure} />}
            <div className={grid.grid}>
              <Panel
                title={en.timeline}
                note={en.statesAndWorkToScale}
                className={grid.full}
                isStale={answer.isStale}
              >
                <RunTimeline run={run} />
              </Panel>
              <Panel title={en.candidates} note={en.rankedByQualityCostAnd} className={grid.full} isFlush>
                <RunCandidates run={run} />
              </Panel>
              <Panel title={en.statement} note={en.everyCostChained} className={grid.wide} isFlush>
                <RunStatement statement={run.statement ?? null} />
              </Panel>
              <div className={grid.narrow}>
                <div className={grid.stack}>
                  <Panel title={en.tokens}>
                    <Facts
                      facts={[
                        { name: en.quoted, value: formatTokens(run.quotedTokens) },
                        { name: en.reserved, value: formatTokens(run.reservedTokens) },
                        { name: en.consumed, value: formatTokens(run.consumedTokens) },
                        { name: en.wentBack, value: formatTokens(run.refundedTokens) },
                      ]}
                    />
                  </Panel>
                  <Panel title={en.prompts} note={en.bestGuessFirst}>
                    {run.promptVariants.length === 0 ? (
                      <Empty title={en.noneWasWrittenYet} />
                    ) : (
                      <ol style={{ margin: 0, paddingLeft: 18, display: 'grid', gap: 8 }}>
                        {run.promptVariants.map(({ id: promptId, text }) => (
                          <li key={promptId}>{text}</li>
                        ))}
                      </ol>
                    )}
                  </Panel>
                </div>
              </div>
            </div>
          </>
        );
      }}
    </AnswerView>
  );
}
