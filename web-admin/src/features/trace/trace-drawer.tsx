import { formatClock, formatDuration, formatMoment } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { CopyButton, Drawer, UnstyledButton } from '@mantine/core';
import { useQuery } from 'urql';
import { TraceDocument } from './trace.graphql.ts';
import classes from './trace-drawer.module.css';

/** Every event of a run, in order, with the time between them. */
export function TraceDrawer({ runId, onClose }: { runId: string | null; onClose: () => void }) {
  return (
    <Drawer
      opened={runId !== null}
      onClose={onClose}
      position="right"
      size={560}
      title="Trace of the run"
      closeButtonProps={{ 'aria-label': 'Close the trace' }}
    >
      {runId !== null && <Trace runId={runId} />}
    </Drawer>
  );
}

function Trace({ runId }: { runId: string }) {
  const [{ data, error }, read] = useQuery({
    query: TraceDocument,
    variables: { runId },
    requestPolicy: 'cache-and-network',
  });
  if (data === undefined) {
    if (error === undefined) return <Loading rows={8} rowHeight={40} />;
    return <Fault what="The trace could not be loaded" error={error} onRetry={() => read()} />;
  }
  const { run } = data;
  if (!run) return <Empty title="There is no such run" />;
  return (
    <>
      <CopyButton value={run.correlationId}>
        {({ copied, copy }) => (
          <UnstyledButton className={classes.id} onClick={copy} title="Copy the correlation id">
            {copied ? 'Copied' : run.correlationId}
          </UnstyledButton>
        )}
      </CopyButton>
      {run.trace.length === 0 && (
        <Empty title="No event is on record">The log keeps events for a limited time.</Empty>
      )}
      <ol className={classes.trace}>
        {run.trace.map((event, index) => {
          const before = run.trace[index - 1];
          const gapMs = before === undefined ? null : Date.parse(event.at) - Date.parse(before.at);
          return (
            <li key={`${event.position}-${event.type}-${event.aggregateId}`}>
              <time dateTime={event.at} title={formatMoment(event.at)}>
                {formatClock(event.at)}
              </time>
              <span className={classes.event}>
                <strong>{event.type.replace(/\.v\d+$/, '')}</strong>
                <span className={classes.aggregate}>{event.aggregateId}</span>
              </span>
              <Chip tone="neutral">{event.module}</Chip>
              <span className={classes.gap}>
                {gapMs === null ? '' : `+${formatDuration(Math.max(0, gapMs))}`}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
