import { formatClock, formatDay, formatMoment, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { LogEntryPartsFragment } from '../../../generated/graphql.ts';
import { SeverityChip } from '../../parts/severity-chip.tsx';
import { log as en } from '../../words/en/log.ts';
import { messageInFull, messageWords } from '../../words/message-words.ts';
import classes from './log.module.css';
import { actionOf, impactOf } from './log-words.ts';
import type { LogStream } from './use-log-stream.ts';

const ROW_PX = 58;

interface LogRowsProps {
  stream: LogStream;
  openedId: string | null;
  onOpen: (entry: LogEntryPartsFragment) => void;
}

/** The stream as a list of which only the rows in view are drawn. Scrolled down, it rests; at the top it goes on. */
export function LogRows({ stream: { entries, older, rest }, openedId, onOpen }: LogRowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 8,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= entries.length - 1) older?.();
  }, [last, entries.length, older]);
  const onScroll = () => rest((frame.current?.scrollTop ?? 0) > ROW_PX);
  const onKey = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(entries.length - 1, Math.max(0, index + by));
    rows.scrollToIndex(next);
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  return (
    <div ref={frame} className={classes.frame} onScroll={onScroll}>
      <ul aria-label={en.logEntries} className={classes.list} style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start, key }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <li
              key={key}
              className={classes.place}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
              aria-setsize={entries.length}
              aria-posinset={index + 1}
            >
              <button
                type="button"
                data-index={index}
                className={classes.row}
                aria-current={entry.id === openedId || undefined}
                onClick={() => onOpen(entry)}
                onKeyDown={(event) => onKey(event, index)}
              >
                <Row entry={entry} />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Row({ entry }: { entry: LogEntryPartsFragment }) {
  const impact = impactOf(entry.economicImpact);
  const action = actionOf(entry.operatorAction);
  return (
    <>
      <time dateTime={entry.at} title={formatMoment(entry.at)}>
        {formatClock(entry.at)} <small>{formatDay(entry.at)}</small>
      </time>
      <span>
        <SeverityChip severity={entry.severity} />
      </span>
      <span className={classes.message} title={messageInFull(entry.message)}>
        <strong>{messageWords(entry.message, new Date())}</strong>
        <small>
          {entry.sourceModule} · {entry.eventType}
          {action.suggested && ` · ${action.suggested}`}
        </small>
      </span>
      <span className={classes.impact}>
        {impact.costNanoUsd === null ? impact.words : formatUsd(impact.costNanoUsd)}
        {action.taken && <small>{action.taken}</small>}
      </span>
    </>
  );
}
