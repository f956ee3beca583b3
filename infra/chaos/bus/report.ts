import { FAULTS, type FaultName } from './fault-plan.ts';
import type { BusChaosReport } from './run-bus-chaos.ts';

/** The report for a person. */
export function formatBusChaos({ seed, seconds, faults, counts, breaches }: BusChaosReport): string {
  const done = (Object.keys(FAULTS) as FaultName[]).map((name) => `  ${faults[name] ?? 0} × ${FAULTS[name]}`);
  return [
    `bus chaos, seed ${seed}, ${seconds} s of faults`,
    ...done,
    '',
    `events written by transactions ${counts.eventsWritten}, logged with echoes ${counts.eventsLogged}, applied by the groups ${counts.eventsApplied}, followed ${counts.eventsFollowed}`,
    `poison events ${counts.poisonEvents}, letters parked behind them ${counts.lettersParked}, letters replayed ${counts.lettersReplayed}, still open ${counts.lettersOpen}`,
    `lost ${counts.lost}, doubled ${counts.doubled}, out of order ${counts.outOfOrder}, gaps in positions ${counts.positionGaps}, given up wrongly ${counts.wronglyGivenUp}, followed wrongly ${counts.followedWrongly}`,
    ...(breaches.length > 0
      ? ['', 'The bus broke its word:', ...breaches.map((breach) => `  ${breach}`)]
      : []),
  ].join('\n');
}
