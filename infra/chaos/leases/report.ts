import { type FaultName, LEASE_FAULTS, type LeaseChaosReport } from './run-lease-chaos.ts';

/** The report for a person. */
export function formatLeaseChaos({ seed, seconds, faults, counts, breaches }: LeaseChaosReport): string {
  const names = Object.keys(LEASE_FAULTS) as FaultName[];
  const outcomes = Object.entries(counts.attemptsByOutcome).map(([outcome, n]) => `${outcome} ${n}`);
  return [
    `lease chaos, seed ${seed}, ${seconds} s`,
    ...names.map((name) => `  ${faults[name]} × ${LEASE_FAULTS[name]}`),
    '',
    `tasks ${counts.tasks}: succeeded ${counts.succeeded}, failed ${counts.failed}, cancelled ${counts.cancelled}, still open ${counts.stillOpen}`,
    `attempts ${counts.attempts}: ${outcomes.join(', ')}; late results ${counts.lateResults}`,
    `completions acknowledged ${counts.completionsAcknowledged}, sent twice ${counts.completionsTwice}, held back ${counts.completionsDelayed}, refused as stale ${counts.staleRefused}`,
    `ended wrongly ${counts.endedWrongly}, attempts told wrongly ${counts.attemptsToldWrongly}, proven wrongly ${counts.provenWrongly}, acknowledged and lost ${counts.acknowledgedAndLost}, slots held ${counts.slotsHeld}`,
    ...(breaches.length > 0
      ? ['', 'The leases broke their word:', ...breaches.map((breach) => `  ${breach}`)]
      : []),
  ].join('\n');
}
