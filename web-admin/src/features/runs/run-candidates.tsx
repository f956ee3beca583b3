import { formatDuration, formatScore, formatUsd, MISSING } from '@effect-studio/web-kit/format.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import type { CandidateStatus, LegRole } from '../../../generated/graphql.ts';
import tables from '../../table.module.css';
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
  if (run.candidates.length === 0) return <Empty title="Nothing was sent out yet" />;
  const winner = run.winner?.task.id;
  return (
    <DataTable
      caption="Candidates"
      columns={columnsFor(winner)}
      rows={run.candidates}
      rowKey={({ task }) => task.id}
    />
  );
}

const columnsFor = (winner: string | undefined): Column<Row>[] => [
  {
    key: 'rank',
    name: 'Rank',
    width: 56,
    isNumber: true,
    isExtra: true,
    cell: ({ rank }) => rank ?? MISSING,
  },
  {
    key: 'workflow',
    name: 'Workflow',
    cell: ({ workflow, provider, task, failureCause }) => (
      <>
        <span className={tables.name}>
          {provider.name}, {workflow.title} {task.id === winner && <Chip tone="good">Chosen</Chip>}
        </span>
        <span className={tables.note}>
          {failureCause ?? `${task.attempts} attempts, ${task.status.toLowerCase()}`}
        </span>
      </>
    ),
  },
  {
    key: 'role',
    name: 'Role',
    isExtra: true,
    cell: ({ role }) => <Chip tone={ROLES[role][1]}>{ROLES[role][0]}</Chip>,
  },
  {
    key: 'state',
    name: 'State',
    cell: ({ status }) => <Chip tone={STATES[status][1]}>{STATES[status][0]}</Chip>,
  },
  {
    key: 'parts',
    name: 'Fidelity · style · stability · cleanness',
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
  { key: 'quality', name: 'Quality', isNumber: true, cell: ({ composite }) => formatScore(composite) },
  {
    key: 'time',
    name: 'Time',
    isNumber: true,
    isExtra: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    key: 'cost',
    name: 'Cost',
    isNumber: true,
    isExtra: true,
    cell: ({ task }) => (task.costNanoUsd ? formatUsd(task.costNanoUsd, 'unit') : MISSING),
  },
];
