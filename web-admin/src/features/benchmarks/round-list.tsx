import { formatCount } from '@effect-studio/web-kit/format.ts';
import type { Answer } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import type { BenchmarksQuery } from '../../../generated/graphql.ts';
import { benchmarks as en } from '../../words/en/benchmarks.ts';

type Round = BenchmarksQuery['benchmarkRounds'][number];

const CAUSES: Record<Round['cause'], string> = {
  SCHEDULE: 'The week was up',
  REQUESTED: 'Asked for',
  CATALOGUE_CHANGED: 'The catalogue changed',
};

/** The latest rounds. */
export function RoundList({ answer, className }: { answer: Answer<BenchmarksQuery>; className?: string }) {
  return (
    <Panel title={en.rounds} note={en.newestFirst} isFlush className={className} isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theRoundsCouldNotBe} rows={3}>
        {({ benchmarkRounds }) =>
          benchmarkRounds.length === 0 ? (
            <Empty title={en.thereWasNoneYet} />
          ) : (
            <DataTable
              caption={en.benchmarkRounds}
              columns={COLUMNS}
              rows={benchmarkRounds}
              rowKey={({ id }) => id}
            />
          )
        }
      </AnswerView>
    </Panel>
  );
}

const COLUMNS: readonly Column<Round>[] = [
  { key: 'when', name: en.asked, cell: ({ requestedAt }) => <When at={requestedAt} /> },
  { key: 'cause', name: en.why, cell: ({ cause }) => CAUSES[cause] },
  {
    key: 'state',
    name: '',
    cell: ({ state }) =>
      state === 'RUNNING' ? <Chip tone="accent">{en.running}</Chip> : <Chip tone="good">{en.finished}</Chip>,
  },
  {
    key: 'runs',
    name: en.runs,
    isNumber: true,
    cell: ({ endedCount, runCount }) => `${formatCount(endedCount)} of ${formatCount(runCount)}`,
  },
  { key: 'failed', name: en.failed, isNumber: true, cell: ({ failedCount }) => formatCount(failedCount) },
  { key: 'repeats', name: en.repeats, isNumber: true, isExtra: true, cell: ({ repeats }) => repeats },
];
