import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerOf } from './bearer.ts';
import type { LegRole } from './cost-entry.ts';

const winner = { candidateTaskId: 'candidate', finishTaskId: 'finish' };
const roles: readonly LegRole[] = ['candidate', 'exploration', 'shadow', 'finish'];

describe('who bears a leg', () => {
  it('is the run for exactly the two winning legs, and exploration for all others', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.constantFrom('candidate', 'finish', 'other'),
        (role, taskId) => {
          const bearer = bearerOf({ taskId, role }, { state: 'CHARGED', winner });
          expect(bearer).toBe(taskId === 'other' ? 'EXPLORATION' : 'RUN');
        },
      ),
    );
  });

  it('is open while the run goes on', () => {
    for (const role of roles)
      expect(bearerOf({ taskId: 'a', role }, { state: 'RESERVED', winner: null })).toBe('PENDING');
  });

  it('is the platform for ordinary legs of a run that was never charged, exploration for the rest', () => {
    const of = (role: LegRole) => bearerOf({ taskId: 'a', role }, { state: 'RELEASED', winner: null });
    expect([of('candidate'), of('finish'), of('exploration'), of('shadow')]).toEqual([
      'PLATFORM',
      'PLATFORM',
      'EXPLORATION',
      'EXPLORATION',
    ]);
  });
});
