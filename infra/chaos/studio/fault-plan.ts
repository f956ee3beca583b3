import type { Random } from '../random.ts';

/** Everything that goes wrong in a run of the whole studio, with what it is called in the report. */
export const STUDIO_FAULTS = {
  killGateway: 'gateway killed',
  freezeGateway: 'gateway frozen',
  killApi: 'an api killed',
  freezeApi: 'an api frozen',
  killWorkers: 'workers killed',
  freezeWorkers: 'workers frozen past their leases, back as zombies',
  pauseWorkers: 'workers frozen for a moment',
  killAgent: 'an agent killed',
  freezeAgent: 'an agent frozen',
  restartRedis: 'Redis restarted',
  killRedis: 'Redis killed',
  flushRedis: 'Redis emptied (FLUSHALL)',
  restartPostgres: 'PostgreSQL shut down at once and recovered',
  storeErrors: 'object store: half of the requests answered 503',
  storeLosesAnswers: 'object store: done, but answered 500',
  storeDown: 'object store: everything answered 503',
  pauseProvider: 'a provider out of service',
  repeatEvents: 'all groups set back, so that their last events come again',
  delayEvents: 'events kept from the relay',
  jumpClock: 'clock set forward by up to three minutes',
} as const;
export type StudioFault = keyof typeof STUDIO_FAULTS;

export interface PlannedStudioFault {
  name: StudioFault;
  /** How long what was killed, frozen or broken stays so, in milliseconds. */
  holdMs: number;
  /** For choices that are made when it happens, in [0, 1 000 000). */
  dice: number;
}

/** A leading relay or reader is replaced after 10 s; so long it stays away at least. */
const FREEZE_WORKERS_MS = { least: 11_000, greatest: 14_000 };
const SHORT_MS = { least: 300, greatest: 3_500 };
/** What happens to a machine of people or of the network more often than to engines. */
const OFTEN: readonly StudioFault[] = ['killApi', 'killWorkers', 'killAgent', 'pauseWorkers', 'freezeAgent'];

/** Faults without an end: every kind once in a drawn order, then all kinds again and some more often. */
export function* planStudioFaults(random: Random): Generator<PlannedStudioFault, never> {
  const names = Object.keys(STUDIO_FAULTS) as StudioFault[];
  for (let round = 0; ; round += 1) {
    for (const name of random.shuffled(round === 0 ? names : [...names, ...OFTEN])) {
      const { least, greatest } = name === 'freezeWorkers' ? FREEZE_WORKERS_MS : SHORT_MS;
      yield { name, holdMs: random.between(least, greatest), dice: random.between(0, 999_999) };
    }
  }
}
