import { formatDuration, formatScore, formatUsd, MISSING } from '@effect-studio/web-kit/format.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import type { CandidateStatus, LegRole } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { runs as en } from '../../words/en/runs.ts';
import type { RunOfStory } from './run-story-page.tsx';

type Row = RunOfStory['candidates'][number];

const STATES: Record<CandidateStatus, readonly [word: string, tone: Tone]> = {
  WAITING: ['Waiting', 'neutral'],
  RENDERING: ['Rendering', 'accent'],
  JUDGING: ['Judging', 'accent'],
  DONE: ['Done', 'good'],
  FAILED: ['Failed', 'bad'],
  CANCELLED: ['Cancelled', 'neutral'],
};
const ROLES: Record<LegRole, readonly [word: string, tone: Tone]> = {
  CANDIDATE: ['Candidate', 'neutral'],
  EXPLORATION: ['Exploration', 'explore'],
  SHADOW: ['Shadow', 'explore'],
  FINISH: ['Full length', 'accent'],
};

/** Every leg with what was measured of it. */
export function RunCandidates({ run }: { run: RunOfStory }) {
  if (run.candidates.length === 0) return <Empty title={en.nothingWasSentOutYet} />;
  const winner = run.winner?.task.id;
  return (
    <DataTable
      caption={en.candidates}
      columns={columnsFor(winner)}
      rows={run.candidates}
      rowKey={({ task }) => task.id}
    />
  );
}

const columnsFor = (winner: string | undefined): Column<Row>[] => [
  {
    key: 'rank',
    name: en.rank,
    width: 56,
    isNumber: true,
    isExtra: true,
    cell: ({ rank }) => rank ?? MISSING,
  },
  {
    key: 'workflow',
    name: en.workflow,
    cell: ({ workflow, provider, task, failureCause }) => (
      <>
        <span className={tables.name}>
          {provider.name}, {workflow.title} {task.id === winner && <Chip tone="good">{en.chosen}</Chip>}
        </span>
        <span className={tables.note}>
          {failureCause ?? en.attempts(task.attempts, task.status.toLowerCase())}
        </span>
      </>
    ),
  },
  {
    key: 'role',
    name: en.role,
    isExtra: true,
    cell: ({ role }) => <Chip tone={ROLES[role][1]}>{ROLES[role][0]}</Chip>,
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ status }) => <Chip tone={STATES[status][1]}>{STATES[status][0]}</Chip>,
  },
  {
    key: 'parts',
    name: en.fidelityStyleStabilityCleanness,
    isExtra: true,
    cell: ({ task }) => {
      const quality = task.evaluation?.quality;
      return quality
        ? [quality.fidelity, quality.styleAdherence, quality.temporalConsistency, quality.artifacts]
            .map(formatScore)
            .join(' · ')
        : MISSING;
    },
  },
  { key: 'quality', name: en.quality, isNumber: true, cell: ({ composite }) => formatScore(composite) },
  {
    key: 'time',
    name: en.time,
    isNumber: true,
    isExtra: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    key: 'cost',
    name: en.cost,
    isNumber: true,
    isExtra: true,
    cell: ({ task }) => (task.costNanoUsd ? formatUsd(task.costNanoUsd, 'unit') : MISSING),
  },
];
