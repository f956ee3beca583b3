import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import type { UndeliveredNoticesQuery } from '../../../generated/graphql.ts';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { undelivered as en } from '../../words/en/undelivered.ts';
import { RetryDeliveryDocument, UndeliveredNoticesDocument } from './undelivered.graphql.ts';

type Notice = UndeliveredNoticesQuery['undeliveredNotices']['edges'][number]['node'];

const NEWEST = 100;

/** What people should have been told and were not, by which channel, and why. */
export default function UndeliveredPage() {
  const answer = useLiveQuery({ query: UndeliveredNoticesDocument, variables: { first: NEWEST } });
  const retry = useCommand(RetryDeliveryDocument);
  const columns: Column<Notice>[] = [
    ...COLUMNS,
    {
      key: 'act',
      name: '',
      isNumber: true,
      cell: ({ id }) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void retry.act({ deliveryId: id }).then((tried) => tried && answer.retry())}
        >
          {en.tryAgain}
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageHead title={en.undelivered}>{en.noticesThatNoAttempt}</PageHead>
      {retry.problem !== null && <ProblemNote {...retry.problem} />}
      <Panel title={en.gaveUp} isFlush isStale={answer.isStale}>
        <AnswerView answer={answer} what={en.theNoticesCouldNotBe} rows={5}>
          {({ undeliveredNotices: { edges, pageInfo } }) =>
            edges.length === 0 ? (
              <Empty icon={<IconMailCheck size={20} aria-hidden />} title={en.allArrived}>
                {en.noticesThatFailAre}
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={en.undelivered}
                  columns={columns}
                  rows={edges.map(({ node }) => node)}
                  rowKey={({ id }) => id}
                />
                {pageInfo.hasNextPage && <p className={tables.note}>{en.theNewest(NEWEST)}</p>}
              </>
            )
          }
        </AnswerView>
      </Panel>
    </>
  );
}

const COLUMNS: readonly Column<Notice>[] = [
  {
    key: 'person',
    name: en.person,
    sortBy: ({ owner }) => owner.displayName,
    cell: ({ owner }) => <span className={tables.name}>{owner.displayName}</span>,
  },
  {
    key: 'channel',
    name: en.channel,
    sortBy: ({ channel }) => channel,
    cell: ({ channel }) => en.channels[channel],
  },
  {
    key: 'error',
    name: en.why,
    isExtra: true,
    cell: ({ lastError }) => <span className={tables.note}>{lastError ?? '—'}</span>,
  },
  {
    key: 'attempts',
    name: en.attempts,
    isNumber: true,
    sortBy: ({ attempts }) => attempts,
    cell: ({ attempts }) => attempts,
  },
  {
    key: 'last',
    name: en.lastAttempt,
    isNumber: true,
    sortBy: ({ updatedAt }) => updatedAt,
    cell: ({ updatedAt }) => <When at={updatedAt} />,
  },
];
