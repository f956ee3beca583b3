import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentTrust, judgeTrust } from './agent-trust.ts';

const now = new Date('2026-01-01T00:00:00Z');
const record = (more: Partial<Parameters<typeof judgeTrust>[0]> = {}) => ({
  trust: 'TRUSTED' as AgentTrust,
  faults: 0,
  goodResults: 0,
  quarantines: 0,
  quarantineUntil: null,
  ...more,
});

describe('trust in an agent', () => {
  it('survives two bad outputs of one that proved itself, and one of a newcomer', () => {
    expect(judgeTrust(record({ faults: 2 }), now)).toBeNull();
    expect(judgeTrust(record({ faults: 3 }), now)).toMatchObject({ kind: 'quarantine' });
    expect(judgeTrust(record({ trust: 'PROBATION', faults: 1 }), now)).toBeNull();
    expect(judgeTrust(record({ trust: 'PROBATION', faults: 2 }), now)).toMatchObject({ kind: 'quarantine' });
  });

  it('is earned by five good results without a bad one', () => {
    expect(judgeTrust(record({ trust: 'PROBATION', goodResults: 4 }), now)).toBeNull();
    expect(judgeTrust(record({ trust: 'PROBATION', goodResults: 5 }), now)).toEqual({ kind: 'trust' });
    expect(judgeTrust(record({ trust: 'PROBATION', goodResults: 9, faults: 1 }), now)).toBeNull();
  });

  it('comes back from quarantine by probation, when its time is over', () => {
    const until = new Date(now.getTime() + 1);
    const quarantined = record({ trust: 'QUARANTINED', faults: 9, quarantineUntil: until });
    expect(judgeTrust(quarantined, now)).toBeNull();
    expect(judgeTrust(quarantined, until)).toEqual({ kind: 'probation' });
  });

  it('is lost for twice as long each time, and for a day at most', () => {
    fc.assert(
      fc.property(fc.nat(20), (quarantines) => {
        const verdict = judgeTrust(record({ faults: 3, quarantines }), now);
        const hours =
          verdict?.kind === 'quarantine' ? (verdict.until.getTime() - now.getTime()) / 3_600_000 : 0;
        expect(hours).toBe(Math.min(24, 2 ** quarantines));
      }),
    );
  });
});
