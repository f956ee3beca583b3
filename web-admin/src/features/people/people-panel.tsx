import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { PeopleQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { people as en } from '../../words/en/people.ts';
import { PeopleDocument } from './people.graphql.ts';
import classes from './people.module.css';
import { PersonView } from './person-view.tsx';

export type Person = PeopleQuery['people']['edges'][number]['node'];

const PAGE = 50;

/** Everybody who may sign in, the last registered first. */
export function PeoplePanel() {
  const [text, setText] = useHashSearch('person');
  const [role, setRole] = useHashSearch('role');
  const [asked] = useDebouncedValue(text ?? '', 300);
  const [opened, setOpened] = useState<Person | null>(null);
  const isAdminOnly = role === 'admin';
  return (
    <Panel title={en.people} note={en.lastRegisteredFirst} isFlush>
      <search className={classes.filters}>
        <TextInput
          aria-label={en.nameOrWholeAddress}
          placeholder={en.nameOrWholeAddress}
          value={text ?? ''}
          onChange={(event) => setText(event.currentTarget.value || null)}
        />
        <SegmentedControl
          aria-label={en.whichPeople}
          value={isAdminOnly ? 'admin' : 'all'}
          onChange={(value) => setRole(value === 'admin' ? 'admin' : null)}
          data={[
            { value: 'all', label: en.everybody },
            { value: 'admin', label: en.admins },
          ]}
        />
      </search>
      <CursorPages
        key={`${asked} ${isAdminOnly}`}
        page={Slice}
        text={asked}
        isAdminOnly={isAdminOnly}
        openedId={opened?.id ?? null}
        onOpen={setOpened}
      />
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={480}
        title={opened?.displayName}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && (
          <PersonView
            key={opened.id}
            person={opened}
            onChange={(roles) => setOpened({ ...opened, roles: [...roles] })}
          />
        )}
      </Drawer>
    </Panel>
  );
}

interface SliceProps {
  text: string;
  isAdminOnly: boolean;
  openedId: string | null;
  onOpen: (person: Person) => void;
}

function Slice({ after, onMore, text, isAdminOnly, openedId, onOpen }: CursorPageProps & SliceProps) {
  const answer = useLiveQuery({
    query: PeopleDocument,
    variables: { text: text || null, isAdminOnly, first: PAGE, after },
  });
  return (
    <AnswerView answer={answer} what={en.thePeopleCouldNotBe} rows={5}>
      {({ people: { edges, pageInfo } }) =>
        edges.length === 0 ? (
          <Empty icon={<IconUsers size={20} aria-hidden />} title={en.nobodyIsCalledThat}>
            {en.anAddressHasToBeWhole}
          </Empty>
        ) : (
          <>
            <DataTable
              caption={en.people}
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              rowKey={({ id }) => id}
              openedKey={openedId}
              onOpen={onOpen}
            />
            {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor != null && (
              <div className={classes.more}>
                <Button variant="default" size="compact-md" onClick={() => onMore(pageInfo.endCursor!)}>
                  {en.more}
                </Button>
              </div>
            )}
          </>
        )
      }
    </AnswerView>
  );
}

const COLUMNS: readonly Column<Person>[] = [
  {
    key: 'name',
    name: en.name,
    sortBy: ({ displayName }) => displayName,
    cell: ({ displayName, id }) => (
      <>
        <span className={tables.name}>{displayName}</span>
        <span className={tables.sub}>{id.slice(0, 13)}</span>
      </>
    ),
  },
  {
    key: 'role',
    name: en.role,
    cell: ({ roles }) =>
      roles.includes('admin') ? (
        <Chip tone="accent">{en.admin}</Chip>
      ) : roles.includes('maker') ? (
        <Chip tone="good">{en.maker}</Chip>
      ) : (
        <Chip tone="neutral">{en.creator}</Chip>
      ),
  },
  {
    key: 'registered',
    name: en.registered,
    isExtra: true,
    sortBy: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
  {
    key: 'seen',
    name: en.lastSeen,
    isNumber: true,
    sortBy: ({ lastSeenAt }) => lastSeenAt,
    cell: ({ lastSeenAt }) => (lastSeenAt == null ? en.never : <When at={lastSeenAt} />),
  },
];
