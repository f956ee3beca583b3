import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconShieldSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { AuditOutcome, AuditTrailQuery } from '../../../generated/graphql.ts';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { audit as en } from '../../words/en/audit.ts';
import { AuditTrailDocument } from './audit.graphql.ts';
import classes from './audit.module.css';
import { EntryView } from './entry-view.tsx';

export type AuditEntry = AuditTrailQuery['auditTrail']['edges'][number]['node'];

const PAGE = 50;

const OUTCOMES: Record<AuditOutcome, readonly [word: string, tone: Tone]> = {
  CHANGED: ['Changed', 'good'],
  DONE: ['Done', 'neutral'],
  REFUSED: ['Refused', 'warn'],
  FAILED: ['Failed', 'bad'],
};

/** Who changed what, with every row before and after. */
export default function AuditPage() {
  const [text, setText] = useHashSearch('text');
  const [named, setOutcome] = useHashSearch('outcome');
  const [actorId, setActor] = useHashSearch('actor');
  const [asked] = useDebouncedValue(text ?? '', 300);
  const outcome = named !== null && named in OUTCOMES ? (named as AuditOutcome) : null;
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const filter = useMemo(
    () => ({ text: asked || null, outcomes: outcome === null ? null : [outcome], actorId: actorId || null }),
    [asked, outcome, actorId],
  );
  const isFiltered = asked !== '' || outcome !== null || actorId !== null;
  return (
    <>
      <PageHead title={en.audit}>{en.everyMutationOfAnAdmin}</PageHead>
      <search className={classes.filters}>
        <TextInput
          aria-label={en.partOfTheInputOr}
          placeholder={en.partOfTheInputOr}
          value={text ?? ''}
          onChange={(event) => setText(event.currentTarget.value || null)}
        />
        <Select
          aria-label={en.outcome}
          placeholder={en.anyOutcome}
          clearable
          clearButtonProps={{ 'aria-label': en.anyOutcome }}
          value={outcome}
          onChange={setOutcome}
          data={Object.entries(OUTCOMES).map(([value, [label]]) => ({ value, label }))}
        />
        <TextInput
          aria-label={en.idOfAPerson}
          placeholder={en.idOfAPerson}
          value={actorId ?? ''}
          onChange={(event) => setActor(event.currentTarget.value.trim() || null)}
        />
      </search>
      <Panel title={en.entries} note={en.newestFirst} isFlush>
        <CursorPages
          key={JSON.stringify(filter)}
          page={Slice}
          filter={filter}
          isFiltered={isFiltered}
          openedId={opened?.id ?? null}
          onOpen={setOpened}
        />
      </Panel>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={680}
        title={opened?.mutation}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && <EntryView entry={opened} />}
      </Drawer>
    </>
  );
}

interface Listing {
  filter: { text: string | null; outcomes: AuditOutcome[] | null; actorId: string | null };
  isFiltered: boolean;
  openedId: string | null;
  onOpen: (entry: AuditEntry) => void;
}

function Slice({ after, onMore, filter, isFiltered, openedId, onOpen }: CursorPageProps & Listing) {
  const answer = useLiveQuery({ query: AuditTrailDocument, variables: { filter, first: PAGE, after } });
  return (
    <AnswerView answer={answer} what={en.theAuditTrailCouldNot} rows={8}>
      {({ auditTrail: { edges, pageInfo } }) => {
        if (edges.length === 0 && after === null)
          return (
            <Empty
              icon={<IconShieldSearch size={20} aria-hidden />}
              title={isFiltered ? en.noEntryFitsTheFilter : en.noAdminChangedAnythingYet}
            >
              {isFiltered ? undefined : en.theFirstChangeOfAn}
            </Empty>
          );
        return (
          <>
            <DataTable
              caption={en.auditTrail}
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              rowKey={({ id }) => id}
              openedKey={openedId}
              onOpen={onOpen}
            />
            {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
              <div className={classes.more}>
                <Button variant="default" size="compact-sm" onClick={() => onMore(pageInfo.endCursor!)}>
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

const COLUMNS: readonly Column<AuditEntry>[] = [
  {
    key: 'mutation',
    name: en.what,
    cell: ({ mutation, module }) => (
      <>
        <span className={tables.name}>{mutation}</span>
        <span className={tables.sub}>{module}</span>
      </>
    ),
  },
  {
    key: 'outcome',
    name: en.outcome,
    cell: ({ outcome, refusal }) => (
      <span title={refusal ?? undefined}>
        <Chip tone={OUTCOMES[outcome][1]}>{OUTCOMES[outcome][0]}</Chip>
      </span>
    ),
  },
  {
    key: 'rows',
    name: en.rows,
    isNumber: true,
    isExtra: true,
    cell: ({ changes }) => changes.length,
  },
  {
    key: 'actor',
    name: en.who,
    isExtra: true,
    cell: ({ actorKind, actorId }) => (
      <span className={tables.sub}>
        {actorKind} {actorId?.slice(-12)}
      </span>
    ),
  },
  {
    key: 'at',
    name: en.when,
    isNumber: true,
    cell: ({ at }) => (
      <span title={formatMoment(at)}>
        <When at={at} />
      </span>
    ),
  },
];
