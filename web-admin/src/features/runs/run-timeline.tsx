import { formatClock, formatDuration } from '@effect-studio/web-kit/format.ts';
import { hashHrefWith } from '@effect-studio/web-kit/location-hash.ts';
import { isEnded } from '@effect-studio/web-kit/run/run-words.ts';
import { useNow } from '@effect-studio/web-kit/use-now.ts';
import { runs as en } from '../../words/en/runs.ts';
import type { RunOfStory } from './run-story-page.tsx';
import classes from './run-timeline.module.css';
import { timelineBars } from './timeline-bars.ts';

/** States and tasks on one axis of time, so that gaps are seen. */
export function RunTimeline({ run }: { run: RunOfStory }) {
  const hasEnded = isEnded(run.state);
  const now = useNow(1000, hasEnded);
  const bars = timelineBars(run, now.getTime(), hasEnded);
  const fromMs = Math.min(...bars.map((bar) => bar.fromMs));
  const toMs = Math.max(...bars.map((bar) => bar.toMs), fromMs + 1);
  const share = (ms: number) => `${((ms - fromMs) / (toMs - fromMs)) * 100}%`;
  return (
    <div className={classes.timeline}>
      <ol>
        {bars.map((bar) => (
          <li key={bar.key} data-kind={bar.kind}>
            <span className={classes.name}>
              {bar.name}
              {bar.note !== '' && <small>{bar.note}</small>}
            </span>
            <span className={classes.lane} aria-hidden>
              <span
                style={{
                  left: share(bar.fromMs),
                  width: `max(3px, ${widthOf(bar.toMs - bar.fromMs, toMs - fromMs)})`,
                }}
              />
            </span>
            <span className={classes.time}>
              {formatDuration(bar.toMs - bar.fromMs)}{' '}
              <small>{en.from(formatClock(new Date(bar.fromMs)))}</small>
            </span>
          </li>
        ))}
      </ol>
      <p className={classes.events}>
        {en.eventsIn(run.trace.length, formatDuration(toMs - fromMs))}
        <a href={hashHrefWith(['log'], { trace: run.correlationId })}>{en.readThemInOrder}</a>
      </p>
    </div>
  );
}

const widthOf = (ms: number, allMs: number): string => `${(ms / allMs) * 100}%`;
