import { STUDIO_FAULTS, type StudioFault } from './fault-plan.ts';
import type { StudioChaosReport } from './run-studio-chaos.ts';

/** The report for a person. */
export function formatStudioChaos(report: StudioChaosReport): string {
  const { seed, seconds, faults, counts, answers, breaches } = report;
  const names = Object.keys(STUDIO_FAULTS) as StudioFault[];
  const listed = (numbers: Record<string, number>): string =>
    Object.entries(numbers)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ') || 'none';
  return [
    `studio chaos, seed ${seed}, ${seconds} s`,
    ...names.map((name) => `  ${faults[name] ?? 0} × ${STUDIO_FAULTS[name]}`),
    '',
    `runs ${counts.runs}: ${listed(counts.runsByState)}; open ${counts.open}`,
    `requests to the object store spoiled ${report.storeRequestsSpoiled}; attempts throttled by providers ${counts.attemptsThrottled}, refused or failed ${counts.attemptsRefused}`,
    `legs ${counts.legs}, attempts ${counts.attempts}: ${listed(counts.attemptsByOutcome)}; slots held ${counts.slotsHeld}`,
    `events ${counts.events}, told twice ${counts.factsTwice}, without a place ${counts.eventsWaiting}, dead letters open ${counts.lettersOpen}`,
    `steps missing or doubled ${counts.stepsBroken}, traces incomplete ${counts.tracesIncomplete}, causes missing ${counts.causesMissing}`,
    `charges ${counts.charges}, refunds ${counts.refunds}, wrong ${counts.chargedWrongly}; reservations open ${counts.reservationsOpen}; ledger ${counts.tokensUnbalanced === 0 ? 'adds up to 0' : 'DOES NOT ADD UP'}`,
    `objects orphaned ${counts.objectsOrphaned}, missing ${counts.objectsMissing}`,
    `people were answered otherwise than with data: ${listed(answers)}`,
    ...(breaches.length > 0
      ? ['', 'The studio broke its word:', ...breaches.map((breach) => `  ${breach}`)]
      : ['', 'Everything held.']),
  ].join('\n');
}
