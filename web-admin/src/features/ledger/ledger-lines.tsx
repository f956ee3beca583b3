import { formatMoment, formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, Select, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { LedgerEntryKind } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { ledger as en } from '../../words/en/ledger.ts';
import { csvOf } from './csv.ts';
import classes from './ledger.module.css';
import { LimitDialog } from './limit-dialog.tsx';
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
  const [isLimiting, setLimiting] = useState(false);
  const { lines, error, isFetching, retry, older } = useLedgerLines(ownerId, kind);
  return (
    <Panel
      title={en.lines}
      note={en.newestFirst}
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
          {en.csvOfWhatIsShown}
        </Button>
      }
    >
      {isLimiting && ownerId !== null && (
        <LimitDialog
          person={{ id: ownerId, name: lines[0]?.owner.displayName ?? en.thisPerson }}
          onClose={() => setLimiting(false)}
        />
      )}
      <div className={classes.filters}>
        <Select
          aria-label={en.kind}
          placeholder={en.anyKind}
          clearable
          value={kind}
          onChange={setKind}
          data={Object.entries(KINDS).map(([value, [label]]) => ({ value, label }))}
        />
        <TextInput
          aria-label={en.idOfAPerson}
          placeholder={en.idOfAPerson}
          value={ownerId ?? ''}
          onChange={(event) => setOwner(event.currentTarget.value.trim() || null)}
          w={320}
        />
        {ownerId !== null && (
          <Button variant="default" onClick={() => setLimiting(true)}>
            {en.limitSpending}
          </Button>
        )}
      </div>
      {lines.length > 0 ? (
        <Rows lines={lines} older={older} onOwner={setOwner} />
      ) : error !== undefined ? (
        <Fault what={en.theLedgerCouldNotBe} error={error} onRetry={retry} />
      ) : isFetching ? (
        <Loading rows={8} rowHeight={ROW_PX} />
      ) : (
        <Empty title={ownerId !== null || kind !== null ? en.noLineFitsTheFilter : en.nothingMovedYet}>
          {en.theFirstLineIsSomebodys}
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
    <section ref={frame} className={classes.frame} tabIndex={0} aria-label={en.ledgerLines}>
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
              <button type="button" onClick={() => onOwner(owner.id)} title={en.onlyThisPerson}>
                {owner.displayName}
              </button>
              <span data-extra className={classes.muted}>
                {entry.run ? (
                  <a href={hashHref('runs', entry.run.id)}>{entry.reason || 'run'}</a>
                ) : (
                  entry.reason || '—'
                )}
              </span>
              <span data-extra className={classes.amount} title={en.whatWasMoved}>
                {formatTokens(entry.movedTokens)}
              </span>
              <span className={classes.amount} title={en.changeOfWhatCanBe}>
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
