import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { IconBellOff } from '@tabler/icons-react';
import { useSubscription } from 'urql';
import type { AlertDetector, AlertsQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { bottlenecks as en } from '../../words/en/bottlenecks.ts';
import { SIGNALS, SUBJECTS } from './bottleneck-words.ts';
import { AlertsDocument, EconomicAlertsDocument } from './bottlenecks.graphql.ts';

type Alert = AlertsQuery['alerts']['edges'][number]['node'];

/** Signals that are not as they should be, and those that were. */
export function AlertsPanel() {
  const answer = useLiveQuery({ query: AlertsDocument, variables: {} });
  useSubscription({ query: EconomicAlertsDocument });
  return (
    <Panel title={en.alerts} note={en.newestFirst} isFlush isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theAlertsCouldNotBe} rows={4}>
        {({ alerts: { edges } }) =>
          edges.length === 0 ? (
            <Empty icon={<IconBellOff size={20} aria-hidden />} title={en.noSignalWasEverOut}>
              {en.everyMinuteTheDetectorsHold}
            </Empty>
          ) : (
            <DataTable
              caption={en.alerts}
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              rowKey={({ id }) => id}
            />
          )
        }
      </AnswerView>
    </Panel>
  );
}

/** Detectors by the names that the field has for them. */
const DETECTORS: Record<AlertDetector, string> = {
  CUSUM: 'CUSUM',
  HOLT_WINTERS: 'Holt–Winters',
  ISOLATION_FOREST: 'Isolation forest',
  MAD: 'MAD',
  THRESHOLD: 'Threshold',
};

const COLUMNS: readonly Column<Alert>[] = [
  {
    key: 'severity',
    name: '',
    width: 88,
    cell: ({ severity, closedAt }) =>
      closedAt !== null ? (
        <Chip tone="neutral">{en.over}</Chip>
      ) : severity === 'CRITICAL' ? (
        <Chip tone="bad">{en.critical}</Chip>
      ) : (
        <Chip tone="warn">{en.warning}</Chip>
      ),
  },
  {
    key: 'cause',
    name: en.what,
    cell: ({ humanReadableCause, subject, signal }) => (
      <>
        <span className={tables.name}>{en.of(SIGNALS[signal], SUBJECTS[subject.kind], subject.id)}</span>
        <span className={tables.note}>{humanReadableCause}</span>
      </>
    ),
  },
  {
    key: 'detector',
    name: en.detector,
    isExtra: true,
    cell: ({ detector }) => DETECTORS[detector],
  },
  {
    key: 'peak',
    name: en.peak,
    isNumber: true,
    isExtra: true,
    cell: ({ peakScore }) => `${peakScore.toFixed(1)}×`,
  },
  {
    key: 'since',
    name: en.since,
    isNumber: true,
    isExtra: true,
    cell: ({ openedAt }) => <When at={openedAt} />,
  },
];
