import { describe, expect, it } from 'vitest';
import { withChaosFolder } from '../chaos-folder.ts';
import { STUDIO_FAULTS } from './fault-plan.ts';
import { formatStudioChaos } from './report.ts';
import { runStudioChaos } from './run-studio-chaos.ts';

/** The short form of `npm run chaos`: every fault once over a few runs. */
const OPTIONS = {
  ...{ seed: 20_261_126, runs: 10, minutes: null },
  eachFaultOnce: true,
};

describe('the whole studio among faults', () => {
  it('ends every run once, pays and publishes once, and leaves nothing behind', async () => {
    const log: string[] = [];
    const say = (line: string): void => void log.push(line);
    const report = await withChaosFolder(
      (stateDir) => runStudioChaos({ ...OPTIONS, stateDir, say }),
      ({ breaches }) => breaches.length === 0,
      say,
    );
    expect(report.breaches, [...log, formatStudioChaos(report)].join('\n')).toEqual([]);
    expect(Object.keys(report.faults).sort()).toEqual(Object.keys(STUDIO_FAULTS).sort());
    expect(report.counts.runs).toBeGreaterThanOrEqual(OPTIONS.runs);
    expect(report.counts.runsByState.PUBLISHED).toBeGreaterThan(0);
  }, 600_000);
});
