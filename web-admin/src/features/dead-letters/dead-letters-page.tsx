import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Drawer, SegmentedControl, TextInput } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { DeadLetterPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { deadLetters as en } from '../../words/en/dead-letters.ts';
import { DeadLetterParts, DeadLettersDocument } from './dead-letters.graphql.ts';
import { STATES } from './letter-state.tsx';
import { LetterView } from './letter-view.tsx';

/** A replay is over soon; the list looks again this often. */
const LOOK_EVERY_MS = 5_000;

/** Nothing rots unseen: what could not be done, and what becomes of it. */
export default function DeadLettersPage() {
  const [named, setState] = useHashSearch('state');
  const [filter, setFilter] = useState('');
  const state = STATES.find(([key]) => key === named)?.[0] ?? 'DEAD';
  const answer = useLiveQuery({ query: DeadLettersDocument, variables: { state } });
  const [opened, setOpened] = useState<DeadLetterPartsFragment | null>(null);
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks on and on, whichever function asks
  useEffect(() => {
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [state]);
  return (
    <>
      <PageHead
        title={en.deadLetters}
        action={
          <TextInput
            aria-label={en.filterByOwnerSubjectOr}
            placeholder={en.filterByOwnerSubjectOr}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            w={260}
          />
        }
      >
        {en.whatCouldNotBeDone}
      </PageHead>
      <SegmentedControl
        size="xs"
        mb={14}
        aria-label={en.state}
        value={state}
        onChange={setState}
        data={STATES.map(([value, label]) => ({ value, label }))}
      />
      <Panel title={STATES.find(([key]) => key === state)?.[1] ?? ''} isFlush isStale={answer.isStale}>
        <AnswerView answer={answer} what={en.theLettersCouldNotBe} rows={5}>
          {({ deadLetters }) => {
            const letters = readFragment(DeadLetterParts, deadLetters).filter(
              ({ owner, subject, causeClass, error }) =>
                `${owner} ${subject} ${causeClass} ${error}`
                  .toLowerCase()
                  .includes(filter.trim().toLowerCase()),
            );
            return letters.length === 0 ? (
              <Empty
                icon={<IconMailCheck size={20} aria-hidden />}
                title={filter ? en.noLetterFitsTheFilter : en.nothingIsHere}
              >
                {state === 'DEAD' && filter === '' ? en.allThatWasAskedFor : undefined}
              </Empty>
            ) : (
              <DataTable
                caption={en.deadLetters}
                columns={COLUMNS}
                rows={letters}
                rowKey={({ id }) => id}
                openedKey={opened?.id}
                onOpen={setOpened}
              />
            );
          }}
        </AnswerView>
      </Panel>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={620}
        title={opened?.subject}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && <LetterView letter={opened} onDecided={setOpened} />}
      </Drawer>
    </>
  );
}

const COLUMNS: readonly Column<DeadLetterPartsFragment>[] = [
  {
    key: 'subject',
    name: en.what,
    sortBy: ({ subject }) => subject,
    cell: ({ subject, owner, source }) => (
      <>
        <span className={tables.name}>{subject}</span>
        <span className={tables.sub}>
          {owner} · {source}
        </span>
      </>
    ),
  },
  {
    key: 'class',
    name: en.cause,
    sortBy: ({ causeClass }) => causeClass,
    cell: ({ causeClass }) => causeClass,
  },
  {
    key: 'error',
    name: en.error,
    isExtra: true,
    cell: ({ error }) => <span className={tables.note}>{error.slice(0, 160)}</span>,
  },
  {
    key: 'attempts',
    name: en.attempts,
    isNumber: true,
    sortBy: ({ attempts }) => attempts,
    cell: ({ attempts }) => attempts,
  },
  {
    key: 'since',
    name: en.since,
    isNumber: true,
    sortBy: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
];
