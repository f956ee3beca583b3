import { run as en } from '../../words/en/run.ts';

/** Where a run's work stands; milliseconds. */
interface Place {
  tasksBefore: number;
  beginsInMs?: number | null;
  endsInMs?: number | null;
}

/** The further away, the coarser: nobody believes seconds of an hour. */
function aboutTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return en.seconds(seconds <= 10 ? seconds : Math.round(seconds / 5) * 5);
  return en.minutes(Math.round(seconds / 60));
}

/** The turn that a run waits for; milliseconds. */
interface Turn {
  reason: 'OWN_RUNS' | 'ALL_RUNS';
  place: number;
  startsInMs?: number | null;
}

/** What a run waits for that has not begun, its place, and when its turn comes. */
export function turnWords({ reason, place, startsInMs }: Turn): string {
  const waits = reason === 'OWN_RUNS' ? en.waitsForOwnRuns(place) : en.waitsForAllRuns(place);
  const begins =
    startsInMs === null || startsInMs === undefined ? en.noTimeIsKnown : en.beginsIn(aboutTime(startsInMs));
  return `${waits} ${begins} ${en.tokensAreSetAsideThen}`;
}

/** How many are before a run, and when it begins and ends, in a sentence or two. */
export function queueWords({ tasksBefore, beginsInMs, endsInMs }: Place): string {
  const before = tasksBefore === 0 ? en.nextInLine : en.tasksBefore(tasksBefore);
  if (beginsInMs === null || beginsInMs === undefined) return `${before} ${en.noTimeIsKnown}`;
  const begins = en.beginsIn(aboutTime(beginsInMs));
  return endsInMs === null || endsInMs === undefined
    ? `${before} ${begins}`
    : `${before} ${begins} ${en.renderedIn(aboutTime(endsInMs))}`;
}
