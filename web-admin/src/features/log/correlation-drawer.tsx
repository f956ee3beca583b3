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
import grid from '../../parts/grid.module.css';
import { SeverityChip } from '../../parts/severity-chip.tsx';
import { log as en } from '../../words/en/log.ts';
import { messageWords } from '../../words/message-words.ts';
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
      title={entry?.eventType ?? en.everythingWithThisId}
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <div className={grid.stack}>
        {entry !== null && <EntryFacts entry={entry} />}
        {correlationId === null ? (
          <Empty title={en.itBelongsToNoSingle}>{en.thePlatformItselfLoggedIt}</Empty>
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
          { name: en.when, value: formatMoment(entry.at) },
          { name: en.module, value: entry.sourceModule },
          {
            name: en.impact,
            value: `${impact.words}${impact.costNanoUsd === null ? '' : `, ${formatUsd(impact.costNanoUsd, 'unit')}`}, ${formatCount(impact.affectedJobs)} affected`,
          },
          { name: en.class, value: action.classification ?? '—' },
          { name: en.urgency, value: action.urgency ?? '—' },
          { name: en.whatToDo, value: action.suggested ?? '—' },
          { name: en.whatWasDone, value: action.taken ?? en.nothingYet },
          { name: en.thenAsk, value: action.chain.join(' → ') || '—' },
          { name: en.runbook, value: action.runbook ? en.docsRunbooks(action.runbook) : '—' },
        ]}
      />
    </>
  );
}

function Story({ correlationId }: { correlationId: string }) {
  const answer = useLiveQuery({ query: CorrelationDocument, variables: { correlationId } });
  return (
    <section aria-label={en.acrossAllModules}>
      <h3 className={classes.subtitle}>
        {en.acrossAllModules2}
        <CorrelationId id={correlationId} />
      </h3>
      <AnswerView answer={answer} what={en.theStoryCouldNotBe} rows={8} rowHeight={34}>
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
  if (lines.length === 0) return <Empty title={en.nothingIsOnRecord}>{en.theLogKeepsEventsFor}</Empty>;
  const run = data.trace.find(({ type }) => type.startsWith('RunRequested'));
  return (
    <>
      {run && (
        <p>
          <a href={hashHref('runs', run.aggregateId)}>{en.openTheRun}</a>
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
