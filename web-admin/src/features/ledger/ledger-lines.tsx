import { formatMoment, formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, Select, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { LedgerEntryKind } from '../../../generated/graphql.ts';
import grid from '../../grid.module.css';
import { csvOf } from './csv.ts';
import classes from './ledger.module.css';
import { type LedgerLine, useLedgerLines } from './use-ledger-lines.ts';

const ROW_PX = 40;

const KINDS: Record<LedgerEntryKind, readonly [word: string, tone: Tone]> = {
  TOP_UP: ['Credit', 'good'],
  RESERVE: ['Reserve', 'accent'],
  CONSUME: ['Consume', 'neutral'],
  RELEASE: ['Release', 'accent'],
  REFUND: ['Refund', 'warn'],
};

/** The lines of all wallets, of which only those in view are drawn. */
export function LedgerLines() {
  const [ownerId, setOwner] = useHashSearch('owner');
  const [named, setKind] = useHashSearch('kind');
  const kind = named !== null && named in KINDS ? (named as LedgerEntryKind) : null;
  const { lines, error, isFetching, retry, older } = useLedgerLines(ownerId, kind);
  return (
    <Panel
      title="Lines"
      note="newest first"
      isFlush
      className={grid.full}
      action={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          disabled={lines.length === 0}
          onClick={() => save(lines)}
        >
          CSV of what is shown
        </Button>
      }
    >
      <div className={classes.filters}>
        <Select
          aria-label="Kind"
          placeholder="Any kind"
          clearable
          value={kind}
          onChange={setKind}
          data={Object.entries(KINDS).map(([value, [label]]) => ({ value, label }))}
        />
        <TextInput
          aria-label="Id of a person"
          placeholder="Id of a person"
          value={ownerId ?? ''}
          onChange={(event) => setOwner(event.currentTarget.value.trim() || null)}
          w={320}
        />
      </div>
      {lines.length > 0 ? (
        <Rows lines={lines} older={older} onOwner={setOwner} />
      ) : error !== undefined ? (
        <Fault what="The ledger could not be loaded" error={error} onRetry={retry} />
      ) : isFetching ? (
        <Loading rows={8} rowHeight={ROW_PX} />
      ) : (
        <Empty title={ownerId !== null || kind !== null ? 'No line fits the filter' : 'Nothing moved yet'}>
          The first line is somebody's first credit.
        </Empty>
      )}
    </Panel>
  );
}

interface RowsProps {
  lines: readonly LedgerLine[];
  older: (() => void) | null;
  onOwner: (ownerId: string) => void;
}

function Rows({ lines, older, onOwner }: RowsProps) {
  const frame = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - 1) older?.();
  }, [last, lines.length, older]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section ref={frame} className={classes.frame} tabIndex={0} aria-label="Ledger lines">
      <ul className={classes.list} style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const { entry, owner } = line;
          return (
            <li
              key={entry.id}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              className={classes.place}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
            >
              <time
                dateTime={entry.createdAt}
                data-extra
                className={classes.muted}
                title={formatMoment(entry.createdAt)}
              >
                {formatMoment(entry.createdAt).replace(/:\d\d (GMT|UTC).*$/, '')}
              </time>
              <span>
                <Chip tone={KINDS[entry.kind][1]}>{KINDS[entry.kind][0]}</Chip>
              </span>
              <button type="button" onClick={() => onOwner(owner.id)} title="Only this person">
                {owner.displayName}
              </button>
              <span data-extra className={classes.muted}>
                {entry.run ? (
                  <a href={hashHref('runs', entry.run.id)}>{entry.reason || 'run'}</a>
                ) : (
                  entry.reason || '—'
                )}
              </span>
              <span data-extra className={classes.amount} title="What was moved">
                {formatTokens(entry.movedTokens)}
              </span>
              <span className={classes.amount} title="Change of what can be spent">
                {entry.amountTokens > 0 ? '+' : ''}
                {formatTokens(entry.amountTokens)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function save(lines: readonly LedgerLine[]): void {
  const text = csvOf(
    ['id', 'at', 'kind', 'owner', 'run', 'reason', 'moved_tokens', 'spendable_change_tokens'],
    lines.map(({ entry, owner }) => [
      entry.id,
      entry.createdAt,
      entry.kind,
      owner.id,
      entry.run?.id ?? '',
      entry.reason,
      String(entry.movedTokens),
      String(entry.amountTokens),
    ]),
  );
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'ledger.csv' });
  link.click();
  URL.revokeObjectURL(url);
}
