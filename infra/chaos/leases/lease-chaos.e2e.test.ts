import { describe, expect, it } from 'vitest';
import { withChaosFolder } from '../chaos-folder.ts';
import { formatLeaseChaos } from './report.ts';
import { LEASE_FAULTS, runLeaseChaos } from './run-lease-chaos.ts';

/** The short form of `npm run chaos -- leases`: every fault at least once. */
const OPTIONS = { seed: 20_261_126, agents: 20, tasks: 100 };

describe('leases among faults', () => {
  it('end every task once, lose nothing that was acknowledged and hold no slot beyond its lease', async () => {
    const log: string[] = [];
    const say = (line: string): void => void log.push(line);
    const report = await withChaosFolder(
      (stateDir) => runLeaseChaos({ ...OPTIONS, stateDir, say }),
      ({ breaches }) => breaches.length === 0,
      say,
    );
    expect(report.breaches, [...log, formatLeaseChaos(report)].join('\n')).toEqual([]);
    for (const fault of Object.keys(LEASE_FAULTS)) expect(report.faults).toHaveProperty(fault);
    expect(Math.min(...Object.values(report.faults))).toBeGreaterThan(0);
    expect(report.counts.succeeded).toBeGreaterThan(OPTIONS.tasks / 2);
  }, 600_000);
});
