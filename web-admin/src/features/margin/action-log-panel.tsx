import { formatClock, formatMoment } from '@effect-studio/web-kit/format.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useQuery } from 'urql';
import type { Severity } from '../../../generated/graphql.ts';
import { useRefreshed } from '../../use-refreshed.ts';
import classes from './action-log-panel.module.css';
import { ActionLogDocument } from './margin.graphql.ts';

const TONES: Record<Severity, readonly [word: string, tone: Tone]> = {
  WARN: ['Warning', 'warn'],
  ERROR: ['Error', 'bad'],
  CRITICAL: ['Critical', 'bad'],
};

/** The latest conditions with an impact. */
export function ActionLogPanel({ className, version }: { className?: string; version: string | null }) {
  const [{ data, error }, read] = useQuery({ query: ActionLogDocument });
  const retry = () => read({ requestPolicy: 'network-only' });
  useRefreshed(version, retry);
  return (
    <Panel title="Action log" note="warnings and above, newest first" className={className}>
      {data === undefined ? (
        error !== undefined ? (
          <Fault what="The action log could not be loaded" error={error} onRetry={retry} />
        ) : (
          <Loading rows={3} rowHeight={26} />
        )
      ) : data.actionLog.length === 0 ? (
        <Empty title="Nothing to act on">Warnings and errors land here with their impact.</Empty>
      ) : (
        <ul className={classes.log}>
          {data.actionLog.map(({ id, severity, sourceModule, eventType, message, at }) => (
            <li key={id}>
              <time dateTime={at} title={formatMoment(at)}>
                {formatClock(at)}
              </time>
              <Chip tone={TONES[severity][1]}>{TONES[severity][0]}</Chip>
              <span className={classes.message}>{message}</span>
              <span className={classes.source}>
                {sourceModule} · {eventType}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
