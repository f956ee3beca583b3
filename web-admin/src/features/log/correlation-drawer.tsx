import {
  formatClock,
  formatCount,
  formatDuration,
  formatMoment,
  formatUsd,
} from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { CorrelationId } from '@effect-studio/web-kit/ui/correlation-id.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Drawer } from '@mantine/core';
import type { CorrelationQuery, LogEntryPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../grid.module.css';
import { messageWords } from '../../message-words.ts';
import { SeverityChip } from '../../severity-chip.tsx';
import { CorrelationDocument, LogEntryParts } from './log.graphql.ts';
import classes from './log.module.css';
import { actionOf, impactOf } from './log-words.ts';

interface CorrelationDrawerProps {
  entry: LogEntryPartsFragment | null;
  correlationId: string | null;
  onClose: () => void;
}

/** One entry in full, and everything else that has its correlation id, across all modules. */
export function CorrelationDrawer({ entry, correlationId, onClose }: CorrelationDrawerProps) {
  return (
    <Drawer
      opened={entry !== null || correlationId !== null}
      onClose={onClose}
      position="right"
      size={640}
      title={entry?.eventType ?? 'Everything with this id'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={grid.stack}>
        {entry !== null && <EntryFacts entry={entry} />}
        {correlationId === null ? (
          <Empty title="It belongs to no single request">The platform itself logged it.</Empty>
        ) : (
          <Story correlationId={correlationId} />
        )}
      </div>
    </Drawer>
  );
}

function EntryFacts({ entry }: { entry: LogEntryPartsFragment }) {
  const impact = impactOf(entry.economicImpact);
  const action = actionOf(entry.operatorAction);
  return (
    <>
      <p>
        <SeverityChip severity={entry.severity} /> {messageWords(entry.message, new Date())}
      </p>
      <Facts
        as="lines"
        facts={[
          { name: 'When', value: formatMoment(entry.at) },
          { name: 'Module', value: entry.sourceModule },
          {
            name: 'Impact',
            value: `${impact.words}${impact.costNanoUsd === null ? '' : `, ${formatUsd(impact.costNanoUsd, 'unit')}`}, ${formatCount(impact.affectedJobs)} affected`,
          },
          { name: 'Class', value: action.classification ?? '—' },
          { name: 'Urgency', value: action.urgency ?? '—' },
          { name: 'What to do', value: action.suggested ?? '—' },
          { name: 'What was done', value: action.taken ?? 'nothing yet' },
          { name: 'Then ask', value: action.chain.join(' → ') || '—' },
          { name: 'Runbook', value: action.runbook ? `docs/runbooks/${action.runbook}` : '—' },
        ]}
      />
    </>
  );
}

function Story({ correlationId }: { correlationId: string }) {
  const answer = useLiveQuery({ query: CorrelationDocument, variables: { correlationId } });
  return (
    <section aria-label="Across all modules">
      <h3 className={classes.subtitle}>
        Across all modules <CorrelationId id={correlationId} />
      </h3>
      <AnswerView answer={answer} what="The story could not be loaded" rows={8} rowHeight={34}>
        {(data) => <Lines data={data} />}
      </AnswerView>
    </section>
  );
}

function Lines({ data }: { data: CorrelationQuery }) {
  const lines = [
    ...data.trace.map((event) => ({
      key: `${event.position} ${event.type} ${event.aggregateId}`,
      at: event.at,
      module: event.module,
      words: event.type.replace(/\.v\d+$/, ''),
      id: event.aggregateId,
      entry: null,
    })),
    ...data.actionLogEntries.edges.map(({ node }) => {
      const entry = readFragment(LogEntryParts, node);
      return {
        key: entry.id,
        at: entry.at,
        module: entry.sourceModule,
        words: messageWords(entry.message, new Date()),
        id: null,
        entry,
      };
    }),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  if (lines.length === 0)
    return <Empty title="Nothing is on record">The log keeps events for a limited time.</Empty>;
  const run = data.trace.find(({ type }) => type.startsWith('RunRequested'));
  return (
    <>
      {run && (
        <p>
          <a href={hashHref('runs', run.aggregateId)}>Open the run</a>
        </p>
      )}
      <ol className={classes.story}>
        {lines.map((line, index) => {
          const before = lines[index - 1];
          const gapMs = before === undefined ? 0 : Date.parse(line.at) - Date.parse(before.at);
          return (
            <li key={line.key}>
              <time dateTime={line.at} title={formatMoment(line.at)}>
                {formatClock(line.at)}
              </time>
              <span className={classes.event}>
                <span>
                  {line.entry !== null && <SeverityChip severity={line.entry.severity} />} {line.words}
                </span>
                {line.id !== null && <small>{line.id}</small>}
              </span>
              <Chip tone="neutral">{line.module}</Chip>
              <span className={classes.gap}>{gapMs > 0 ? `+${formatDuration(gapMs)}` : ''}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
