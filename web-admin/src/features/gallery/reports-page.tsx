import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button, Drawer, SegmentedControl } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useState } from 'react';
import type { EffectReportsQuery, ReportGround, ReportStatus } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import tables from '../../parts/table.module.css';
import { gallery as en } from '../../words/en/gallery.ts';
import { DecideEffectReportDocument, EffectReportsDocument } from './gallery.graphql.ts';
import classes from './gallery.module.css';
import { GalleryHead } from './gallery-head.tsx';

type Report = EffectReportsQuery['effectReports']['edges'][number]['node'];

const PAGE = 50;
const STATES: readonly (readonly [ReportStatus, string, Tone])[] = [
  ['OPEN', en.waitingForYou, 'warn'],
  ['UPHELD', en.takenOut, 'bad'],
  ['DISMISSED', en.dismissed, 'neutral'],
];
const GROUNDS: Record<ReportGround, string> = {
  RIGHTS: en.rights,
  PERSON: en.showsAPerson,
  OFFENSIVE: en.offensive,
  MISLEADING: en.misleading,
  OTHER: en.somethingElse,
};

/** What people say is wrong with effects, and what became of it. */
export function ReportsPage() {
  const [named, setStatus] = useHashSearch('status');
  const [status, title] = STATES.find(([key]) => key === named) ?? STATES[0]!;
  const [opened, setOpened] = useState<Report | null>(null);
  const [turn, setTurn] = useState(0);
  return (
    <>
      <GalleryHead part="reports" />
      <SegmentedControl
        size="xs"
        mb={14}
        aria-label={en.state}
        value={status}
        onChange={(value) => setStatus(value === 'OPEN' ? null : value)}
        data={STATES.map(([value, label]) => ({ value, label }))}
      />
      <Panel title={title} note={status === 'OPEN' ? en.oldestFirst : en.latestFirst} isFlush>
        <CursorPages key={`${status} ${turn}`} page={Slice} status={status} onOpen={setOpened} />
      </Panel>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={560}
        title={opened?.effect.title}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && (
          <ReportView
            report={opened}
            onDecided={() => {
              setOpened(null);
              setTurn(turn + 1);
            }}
          />
        )}
      </Drawer>
    </>
  );
}

interface Listing {
  status: ReportStatus;
  onOpen: (report: Report) => void;
}

function Slice({ after, onMore, status, onOpen }: CursorPageProps & Listing) {
  const answer = useLiveQuery({ query: EffectReportsDocument, variables: { status, first: PAGE, after } });
  return (
    <AnswerView answer={answer} what={en.theReportsCouldNotBe} rows={4}>
      {({ effectReports: { edges, pageInfo } }) =>
        edges.length === 0 && after === null ? (
          <Empty icon={<IconFlag size={20} aria-hidden />} title={en.nothingIsHere}>
            {status === 'OPEN' ? en.nobodyComplains : undefined}
          </Empty>
        ) : (
          <>
            <DataTable
              caption={en.reports}
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              rowKey={({ id }) => id}
              onOpen={onOpen}
            />
            {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
              <div className={classes.more}>
                <Button variant="default" size="compact-sm" onClick={() => onMore(pageInfo.endCursor!)}>
                  {en.showMore}
                </Button>
              </div>
            )}
          </>
        )
      }
    </AnswerView>
  );
}

function ReportView({ report, onDecided }: { report: Report; onDecided: () => void }) {
  const command = useCommand(DecideEffectReportDocument);
  const [asked, setAsked] = useState<'out' | 'dismiss' | null>(null);
  const { effect } = report;
  const send = async (reason: string) => {
    const input = { reportId: report.id, isUpheld: asked === 'out', reason };
    if ((await command.act(input)) === null) return;
    setAsked(null);
    onDecided();
  };
  return (
    <div className={grid.stack}>
      {effect.previewUrl ? (
        <LoopVideo className={classes.preview} src={effect.previewUrl} label={en.previewOf(effect.title)} />
      ) : (
        <p className={classes.muted}>{en.nothingIsShown}</p>
      )}
      <Facts
        as="lines"
        facts={[
          { name: en.ground, value: GROUNDS[report.ground] },
          { name: en.inTheirWords, value: report.details === '' ? '—' : report.details },
          { name: en.reporter, value: report.reporter.displayName },
          { name: en.since, value: formatMoment(report.createdAt) },
          { name: en.creator, value: effect.creator.displayName },
          {
            name: en.effect,
            value: <a href={hashHref('gallery', effect.id)}>{effect.slug}</a>,
          },
          ...(report.decidedAt !== null
            ? [
                {
                  name: en.decided,
                  value: en.whoWhenAndWhy(
                    report.decidedBy?.displayName ?? '—',
                    formatMoment(report.decidedAt),
                    report.decision ?? '',
                  ),
                },
              ]
            : []),
        ]}
      />
      {report.status === 'OPEN' && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setAsked('dismiss')}>
            {en.dismiss}
          </Button>
          <Button data-danger onClick={() => setAsked('out')}>
            {en.takeOut}
          </Button>
        </div>
      )}
      <DecisionDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === 'out' ? en.takeOutOfTheGallery : en.dismissTheReport}
        confirm={asked === 'out' ? en.takeOut : en.dismiss}
        isDangerous={asked === 'out'}
        reasonLabel={asked === 'out' ? en.whyTheCreatorIsTold : en.whyTheReporterSeesIt}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={(reason) => void send(reason)}
      >
        <p>{asked === 'out' ? en.nobodyFindsItAnyMore : en.theEffectStays}</p>
      </DecisionDialog>
    </div>
  );
}

const COLUMNS: readonly Column<Report>[] = [
  {
    key: 'effect',
    name: en.effect,
    cell: ({ effect, details }) => (
      <>
        <span className={tables.name}>{effect.title}</span>
        {details !== '' && <span className={tables.note}>{details}</span>}
      </>
    ),
  },
  { key: 'ground', name: en.ground, cell: ({ ground }) => <Chip tone="warn">{GROUNDS[ground]}</Chip> },
  { key: 'reporter', name: en.reporter, isExtra: true, cell: ({ reporter }) => reporter.displayName },
  { key: 'since', name: en.since, isNumber: true, cell: ({ createdAt }) => <When at={createdAt} /> },
];
