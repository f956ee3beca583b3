import { IconCheck, IconLoader2, IconMinus, IconX } from '@tabler/icons-react';
import { formatDuration } from '../format.ts';
import { run as en } from '../words/en/run.ts';
import type { RunStage } from './run-stages.ts';
import classes from './stage-rail.module.css';

const SIGNS = { done: IconCheck, active: IconLoader2, waiting: null, stopped: IconX, skipped: IconMinus };
const SPOKEN = {
  done: 'done',
  active: en.underWay,
  waiting: en.notYet,
  stopped: 'stopped here',
  skipped: 'skipped',
};

/** The steps of a run from top to bottom, each with the time it took. */
export function StageRail({
  stages,
  notes,
}: {
  stages: RunStage[];
  notes?: Partial<Record<string, string>>;
}) {
  return (
    <ol className={classes.rail}>
      {stages.map(({ key, label, status, elapsedMs }) => {
        const Sign = SIGNS[status];
        return (
          <li
            key={key}
            className={classes.stage}
            data-status={status}
            aria-current={status === 'active' ? 'step' : undefined}
          >
            <span className={classes.sign} aria-hidden>
              {Sign !== null && <Sign size={13} stroke={2.4} />}
            </span>
            <span className={classes.words}>
              <span className={classes.label}>{label}</span>
              <span className="es-unseen">, {SPOKEN[status]}</span>
              {status !== 'waiting' && notes?.[key] !== undefined && (
                <span className={classes.note}>{notes[key]}</span>
              )}
            </span>
            {elapsedMs !== null && <span className={classes.time}>{formatDuration(elapsedMs)}</span>}
          </li>
        );
      })}
    </ol>
  );
}
