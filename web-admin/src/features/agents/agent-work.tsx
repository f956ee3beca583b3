import { formatDuration, formatMoment } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useEffect } from 'react';
import type { AgentWorkQuery, AttemptOutcome } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { agents as en } from '../../words/en/agents.ts';
import { AgentWorkDocument } from './agents.graphql.ts';

/** Leases change with every few seconds of work. */
const LOOK_EVERY_MS = 5_000;

type Work = NonNullable<AgentWorkQuery['agent']>;
type Lease = Work['leases'][number];
type Attempt = Work['recentAttempts'][number];

/** What one machine holds now, and what it did last. */
export function AgentWork({ id }: { id: string }) {
  const answer = useLiveQuery({ query: AgentWorkDocument, variables: { id } });
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks on and on, whichever function asks
  useEffect(() => {
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <AnswerView answer={answer} what={en.itsWorkCouldNotBe} rows={4}>
      {({ agent }) => (
        <>
          <h3 className={tables.title}>{en.holdsNow}</h3>
          {agent == null || agent.leases.length === 0 ? (
            <p className={tables.note}>{en.nothingNow}</p>
          ) : (
            <DataTable
              caption={en.holdsNow}
              columns={LEASES}
              rows={agent.leases}
              rowKey={({ leaseId }) => leaseId}
            />
          )}
          <h3 className={tables.title}>{en.didLast}</h3>
          {agent == null || agent.recentAttempts.length === 0 ? (
            <p className={tables.note}>{en.nothingYet}</p>
          ) : (
            <DataTable
              caption={en.didLast}
              columns={ATTEMPTS}
              rows={agent.recentAttempts}
              rowKey={({ leaseId }) => leaseId}
            />
          )}
        </>
      )}
    </AnswerView>
  );
}

const OUTCOMES: Record<AttemptOutcome, readonly [word: string, tone: Tone]> = {
  SUCCEEDED: ['Delivered', 'good'],
  FAILED: ['Failed', 'bad'],
  EXPIRED: ['Silent', 'bad'],
  CANCELLED: ['Cancelled', 'neutral'],
  LATE: ['Late', 'warn'],
};

function taskCell(task: Lease['task'] | Attempt['task'], note: string) {
  if (task == null) return <span className={tables.note}>{en.ofAnotherTenant}</span>;
  return (
    <>
      <a className={tables.name} href={hashHref('runs', task.run.id)}>
        {task.workflow.title}
      </a>
      <span className={tables.note}>{note}</span>
    </>
  );
}

const LEASES: readonly Column<Lease>[] = [
  { key: 'task', name: en.work, cell: ({ task, epoch }) => taskCell(task, en.attempt(epoch)) },
  {
    key: 'progress',
    name: en.done,
    isNumber: true,
    cell: ({ progress }) => (progress == null ? '—' : `${Math.round(progress * 100)}%`),
  },
  { key: 'age', name: en.heldFor, isNumber: true, cell: ({ ageMs }) => formatDuration(ageMs) },
  {
    key: 'expires',
    name: en.expires,
    isNumber: true,
    cell: ({ expiresAt }) => <span title={formatMoment(expiresAt)}>{formatMoment(expiresAt)}</span>,
  },
];

const ATTEMPTS: readonly Column<Attempt>[] = [
  { key: 'task', name: en.work, cell: ({ task, failureCause }) => taskCell(task, failureCause ?? '') },
  {
    key: 'outcome',
    name: '',
    cell: ({ outcome }) => <Chip tone={OUTCOMES[outcome][1]}>{OUTCOMES[outcome][0]}</Chip>,
  },
  { key: 'busy', name: en.busy, isNumber: true, cell: ({ busyMs }) => formatDuration(busyMs) },
  { key: 'ended', name: en.ended, isNumber: true, cell: ({ endedAt }) => <When at={endedAt} /> },
];
