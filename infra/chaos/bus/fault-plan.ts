import { randomChoices } from '../random.ts';

/** Everything that goes wrong in a run, with what it is called in the report. */
export const FAULTS = {
  'relay-kill': 'leading relay killed',
  'relay-freeze': 'leading relay frozen past its lease, back as a zombie',
  'relay-pause': 'relay frozen for a moment',
  'relay-cut': "leading relay's PostgreSQL session cut",
  'consumer-kill': 'leading consumers killed',
  'consumer-freeze': 'leading consumers frozen past their lease, back as zombies',
  'consumer-pause': 'consumers frozen for a moment',
  'consumer-cut': "leading consumers' lock sessions cut with events in hand",
  'api-kill': 'api killed',
  'api-freeze': 'api frozen',
  'writer-kill': 'writer killed',
  'redis-restart': 'Redis restarted',
  'redis-kill': 'Redis killed',
  'redis-cut': 'Redis killed, the tail of its append-only file cut off',
  'redis-empty': 'Redis killed, its append-only file gone',
  'postgres-immediate': 'PostgreSQL immediate restart',
  poison: 'poison event',
  cure: 'handler mended, dead letters replayed',
} as const;
export type FaultName = keyof typeof FAULTS;

export interface PlannedFault {
  name: FaultName;
  /** Milliseconds after the start of the run. */
  atMs: number;
  /** How long what was killed or frozen stays so, in milliseconds. */
  holdMs: number;
  /** For choices that are made when it happens, in [0, 1 000 000). */
  dice: number;
}

const FIRST_MS = 800;
/** Frozen longer than any lease of a run, however slow the machine. */
const FREEZE_MS = { least: 3_000, greatest: 4_500 };
const PAUSE_MS = { least: 100, greatest: 900 };

/**
 * Every fault once in a random order, evenly over the time with some jitter, and again as often as the time allows
 * at about one a second. A poison comes before the first cure.
 * @param seconds how long faults happen
 */
export function planFaults(seed: number, seconds: number): PlannedFault[] {
  const random = randomChoices(seed);
  const names = Object.keys(FAULTS) as FaultName[];
  const rounds = Math.max(1, Math.floor(seconds / names.length));
  const order = Array.from({ length: rounds }, () => poisonFirst(random.shuffled(names))).flat();
  const stepMs = (seconds * 1_000 - FIRST_MS) / order.length;
  return order.map((name, index) => {
    const { least, greatest } = name.endsWith('-freeze') ? FREEZE_MS : PAUSE_MS;
    return {
      name,
      atMs: Math.round(FIRST_MS + stepMs * (index + random.between(0, 800) / 1_000)),
      holdMs: random.between(least, greatest),
      dice: random.between(0, 999_999),
    };
  });
}

function poisonFirst(names: FaultName[]): FaultName[] {
  const [poison, cure] = [names.indexOf('poison'), names.indexOf('cure')];
  if (cure < poison) [names[poison], names[cure]] = [names[cure]!, names[poison]!];
  return names;
}
