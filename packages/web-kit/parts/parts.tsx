import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Heat } from '../charts/heat.tsx';
import { MarginBar } from '../charts/margin-bar.tsx';
import { ShareBar } from '../charts/share-bar.tsx';
import { Spark } from '../charts/spark.tsx';
import { StreamChart } from '../charts/stream-chart.tsx';
import { TimeChart, type TimeSeries } from '../charts/time-chart.tsx';
import { Waterfall } from '../charts/waterfall.tsx';
import { ChangeList } from '../definition/change-list.tsx';
import { formatPercent, formatPointChange } from '../format.ts';
import { runStages } from '../run/run-stages.ts';
import { StageRail } from '../run/stage-rail.tsx';
import { CodeForm } from '../session/code-form.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { AnswerView } from '../ui/answer-view.tsx';
import { Changing } from '../ui/changing.tsx';
import { Chip, type Tone } from '../ui/chip.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import { CorrelationId } from '../ui/correlation-id.tsx';
import { Countdown } from '../ui/countdown.tsx';
import { type CursorPageProps, CursorPages } from '../ui/cursor-pages.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { DecisionDialog } from '../ui/decision-dialog.tsx';
import { Delta } from '../ui/delta.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Facts } from '../ui/facts.tsx';
import { LiveDot } from '../ui/live-dot.tsx';
import { Panel } from '../ui/panel.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import { ProgressRing } from '../ui/progress-ring.tsx';
import { QualityBars } from '../ui/quality-bars.tsx';
import { SchemeSwitch } from '../ui/scheme-switch.tsx';
import { Empty, Fault, Loading } from '../ui/state-view.tsx';
import { StudioMark } from '../ui/studio-mark.tsx';
import { When } from '../ui/when.tsx';
import type { PartName } from './part-names.ts';
import { VIDEO_PARTS } from './video-parts.tsx';

const HOUR_SECONDS = 3_600;
const BEGIN = Date.parse('2026-11-26T00:00:00Z') / 1000;
const TONES: readonly Tone[] = ['accent', 'good', 'warn', 'bad', 'explore', 'neutral'];

const MARGINS: readonly TimeSeries[] = [
  // A value between two gaps is there as well.
  { name: 'Margin', colour: 'accent', look: 'area', values: [0.3, 0.42, null, 0.38, null, 0.29] },
];

const Thrower = (): ReactNode => {
  throw new Error('A part that breaks');
};

function OpensDialog() {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <>
      <Button onClick={() => setOpen(true)}>Decide</Button>
      <p>Reason: {reason || 'none'}</p>
      <DecisionDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Give it up?"
        confirm="Discard"
        isDangerous
        reasonLabel="Why? It is kept for good."
        problem={null}
        isBusy={false}
        onConfirm={(given) => {
          setReason(given);
          setOpen(false);
        }}
      >
        <p>It is never done.</p>
      </DecisionDialog>
    </>
  );
}

function OpensPalette() {
  const [isOpen, setOpen] = useState(false);
  const [went, setWent] = useState('');
  const command = (name: string) => ({ key: name, name, group: 'Pages', run: () => setWent(name) });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Search</Button>
      <p>Went: {went || 'nowhere'}</p>
      <CommandPalette
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        placeholder="Search or jump to"
        commands={['Margin', 'Dead letters', 'Action log'].map(command)}
      />
    </>
  );
}

function ChangesOnPress() {
  const [count, setCount] = useState(1);
  return (
    <>
      <Changing value={`${count}.0%`} />{' '}
      <Button size="compact-sm" variant="default" onClick={() => setCount(count + 1)}>
        Tick
      </Button>
    </>
  );
}

function OpensBars() {
  const [opened, setOpened] = useState('');
  return (
    <>
      <Waterfall
        from={{ name: 'Before', value: 0.45 }}
        to={{ name: 'After', value: 0.38 }}
        steps={[
          { key: 'cost', name: 'Compute cost', change: -0.09 },
          { key: 'mix', name: 'Mix', change: 0.03 },
          { key: 'explore', name: 'Exploration', change: -0.01, isExploration: true },
        ]}
        format={formatPercent}
        formatChange={formatPointChange}
        onOpen={setOpened}
      />
      <p>Opened: {opened || 'nothing'}</p>
    </>
  );
}

const Slice = ({ after, onMore }: CursorPageProps) => (
  <p>
    Page {after ?? 'first'}{' '}
    {onMore !== null && (
      <button type="button" onClick={() => onMore('second')}>
        More
      </button>
    )}
  </p>
);

/** Each part in the states that pages show it in. */
export const PARTS: Record<PartName, ReactNode> = {
  ...VIDEO_PARTS,
  AnswerView: (
    <AnswerView
      answer={{
        data: { word: 'Known' },
        error: undefined,
        isFetching: false,
        isStale: false,
        retry: () => {},
      }}
      what="It could not be loaded"
    >
      {({ word }) => <p>{word}</p>}
    </AnswerView>
  ),
  ChangeList: (
    <ChangeList
      changes={[
        { path: 'settings.grainSigma', kind: 'CHANGED', before: 3, after: 5 },
        { path: 'settings.halation', kind: 'ADDED', after: true },
        { path: 'settings.vignette', kind: 'REMOVED', before: 0.4 },
      ]}
    />
  ),
  Changing: <ChangesOnPress />,
  Chip: TONES.map((tone) => (
    <Chip key={tone} tone={tone}>
      {tone}
    </Chip>
  )),
  CodeForm: <CodeForm client="web-user" onSignedIn={() => {}} />,
  CommandPalette: <OpensPalette />,
  CorrelationId: <CorrelationId id="01890000-0000-7000-8000-000000000001" />,
  Countdown: <Countdown to="2100-01-01T00:00:00Z" />,
  CursorPages: <CursorPages page={Slice} />,
  DataTable: (
    <DataTable
      caption="Providers"
      columns={[
        { key: 'name', name: 'Provider', sortBy: (row) => row.name, cell: (row) => row.name },
        { key: 'runs', name: 'Runs', isNumber: true, sortBy: (row) => row.runs, cell: (row) => row.runs },
        { key: 'note', name: 'Note', isExtra: true, cell: () => 'only where there is room' },
      ]}
      rows={[
        { name: 'Swift', runs: 3 },
        { name: 'Atelier', runs: 12 },
      ]}
      rowKey={({ name }) => name}
      onOpen={() => {}}
    />
  ),
  DecisionDialog: <OpensDialog />,
  Delta: [0.021, -0.021, 0].map((change) => <Delta key={change} change={change} />),
  Empty: (
    <Empty title="Nothing is here" action={<Button variant="default">Make the first one</Button>}>
      It appears with the first run.
    </Empty>
  ),
  ErrorBoundary: (
    <ErrorBoundary place="parts">
      <Thrower />
    </ErrorBoundary>
  ),
  Facts: (
    <>
      <Facts
        facts={[
          { name: 'Margin', value: '38.0%', tone: 'good' },
          { name: 'Runs', value: 12 },
        ]}
      />
      <Facts
        as="lines"
        facts={[
          { name: 'Since', value: 'yesterday' },
          { name: 'State', value: 'unwell', tone: 'bad' },
        ]}
      />
    </>
  ),
  Fault: (
    <Fault
      what="The margins could not be loaded"
      error={{ graphQLErrors: [], networkError: new Error('down') }}
      onRetry={() => {}}
    />
  ),
  Heat: (
    <Heat
      caption="Margin per provider and effect"
      corner="Provider"
      none="no runs"
      rows={[
        { id: 'a', name: 'Atelier' },
        { id: 'b', name: 'Swift' },
      ]}
      columns={[
        { id: 'noir', name: 'Noir' },
        { id: 'kaleidoscope', name: 'Kaleidoscope' },
      ]}
      onOpen={() => {}}
      cells={[
        { row: 'a', column: 'noir', text: '41.0%', note: '12 runs', strength: 0.41, tone: 'accent' },
        { row: 'a', column: 'kaleidoscope', text: '\u221212.0%', note: '3 runs', strength: 1, tone: 'bad' },
        { row: 'b', column: 'noir', text: '90.0%', note: '2 runs', strength: 1, tone: 'good' },
      ]}
    />
  ),
  LiveDot: <LiveDot />,
  Loading: <Loading rows={2} />,
  MarginBar: [0.4, -0.4, null].map((margin) => <MarginBar key={String(margin)} margin={margin} />),
  Panel: (
    <Panel title="Margin" note="last 24 hours" action={<Button size="compact-sm">Open</Button>}>
      <p>Its content</p>
    </Panel>
  ),
  ProblemNote: (
    <ProblemNote
      humanReadableCause="The clip is too long."
      suggestedAction="Cut it to a minute and try again."
    />
  ),
  ProgressRing: [null, 0.42].map((share) => (
    <ProgressRing key={String(share)} share={share} label="Renders" />
  )),
  QualityBars: (
    <QualityBars quality={{ fidelity: 0.9, styleAdherence: 0.4, temporalConsistency: 1, artifacts: 0.7 }} />
  ),
  SchemeSwitch: <SchemeSwitch />,
  ShareBar: (['accent', 'good', 'warn', 'bad', 'explore'] as const).map((tone) => (
    <ShareBar key={tone} share={0.6} tone={tone} />
  )),
  SignInPage: (
    <SignInPage
      client="web-user"
      title="Make any clip look like it"
      lead="Drop an example."
      onSignedIn={() => {}}
    />
  ),
  Spark: <Spark values={[0.2, null, 0.5, 0.4]} summary="Margin by the day" />,
  StageRail: (
    <StageRail
      stages={runStages(
        {
          state: 'RUNNING',
          createdAt: '2026-11-26T10:00:00Z',
          steps: [{ at: '2026-11-26T10:00:01Z', from: 'AWAITING_MEDIA', to: 'RUNNING' }],
        },
        new Date('2026-11-26T10:00:10Z'),
      )}
      notes={{ render: '3 versions' }}
    />
  ),
  StreamChart: (
    <StreamChart points={[{ at: BEGIN, value: 0.4 }]} now={new Date((BEGIN + 30) * 1000)} height={120} />
  ),
  StudioMark: <StudioMark />,
  TimeChart: (
    <TimeChart
      times={[0, 1, 2, 3, 4, 5].map((hour) => BEGIN + hour * HOUR_SECONDS)}
      series={MARGINS}
      format={formatPercent}
      height={120}
      summary="Margin between 29.0% and 42.0%."
    />
  ),
  Waterfall: <OpensBars />,
  When: <When at="2026-11-26T10:00:00Z" />,
};
