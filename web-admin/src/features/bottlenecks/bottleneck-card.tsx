import { formatCount, formatUsdPerHour, MISSING } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { bottlenecks as en } from '../../words/en/bottlenecks.ts';
import { messageWords } from '../../words/message-words.ts';
import { SUBJECTS } from './bottleneck-words.ts';
import classes from './bottlenecks.module.css';
import type { Bottleneck } from './bottlenecks-page.tsx';

/** One bottleneck at a glance: whose it is, what it costs, what was done. */
export function BottleneckCard({ bottleneck: one, onOpen }: { bottleneck: Bottleneck; onOpen: () => void }) {
  return (
    <button
      type="button"
      className={classes.card}
      onClick={onOpen}
      data-over={one.closedAt !== null || undefined}
    >
      <span className={classes.subject}>
        <strong>{one.subject.id}</strong> {SUBJECTS[one.subject.kind]}
      </span>
      <span className={classes.impact}>
        {one.impactNanoUsdPerHour == null ? MISSING : formatUsdPerHour(one.impactNanoUsdPerHour)}{' '}
        <small>{one.impactKind === 'COST' ? 'cost' : en.revenueAtRisk}</small>
      </span>
      <span className={classes.meta}>
        {en.attemptsAnHourSince(formatCount(one.affectedAttempts))}
        <When at={one.openedAt} />
      </span>
      {one.closedAt !== null ? (
        <Chip tone="neutral">{en.over}</Chip>
      ) : one.actionTaken ? (
        <span className={classes.done}>{messageWords(one.actionTaken, new Date())}</span>
      ) : (
        <Chip tone="warn">{en.waitsForYou}</Chip>
      )}
    </button>
  );
}
