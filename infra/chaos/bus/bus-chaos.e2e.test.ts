import { describe, expect, it } from 'vitest';
import { withChaosFolder } from '../chaos-folder.ts';
import { FAULTS } from './fault-plan.ts';
import { formatBusChaos } from './report.ts';
import { runBusChaos } from './run-bus-chaos.ts';

/** The short form of `npm run chaos -- bus`: every fault once. */
const SEED = 20_261_126;
const SECONDS = 18;

describe('the bus among faults', () => {
  it('loses nothing, repeats nothing, keeps the order and accounts for what it parked', async () => {
    const log: string[] = [];
    const report = await withChaosFolder(
      (stateDir) => runBusChaos({ seed: SEED, seconds: SECONDS, stateDir, say: (line) => log.push(line) }),
      ({ breaches }) => breaches.length === 0,
      (line) => log.push(line),
    );
    expect(report.breaches, [...log, formatBusChaos(report)].join('\n')).toEqual([]);
    expect(Object.keys(report.faults).sort()).toEqual(Object.keys(FAULTS).sort());
    expect(report.counts.eventsWritten).toBeGreaterThan(100);
    expect(report.counts.poisonEvents).toBeGreaterThan(0);
    expect(report.counts.lettersReplayed).toBeGreaterThanOrEqual(report.counts.poisonEvents);
  }, 240_000);
});
