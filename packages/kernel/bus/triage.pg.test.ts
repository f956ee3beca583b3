import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../errors.ts';
import {
  deadWithFollowers,
  decide,
  faults,
  openStudio,
  replayer,
  seen,
  startOver,
  states,
  studio,
} from './testing/replay-gallery.ts';

const MINUTE_MS = 60_000;

beforeAll(openStudio);
afterAll(() => studio.close());
beforeEach(startOver);

/** Dies of an error of this kind. @returns the aggregate */
async function deadOf(error: Error): Promise<string> {
  faults.error = error;
  faults.brokenSteps.add(1);
  return deadWithFollowers();
}

const inMinutes = async (minutes: number): Promise<number> => {
  studio.clock.advance(minutes * MINUTE_MS);
  return replayer().drain();
};

describe('triage', () => {
  it('replays what may pass by itself after 1, 5 and 25 minutes, then leaves it to a person', async () => {
    const id = await deadOf(new StudioError('BUSY', 'busy', { retryable: true }));
    expect(await replayer().drain()).toBe(0);
    for (const minutes of [1, 5, 25]) {
      expect(await inMinutes(minutes - 0.5)).toBe(0);
      expect(await inMinutes(0.5)).toBe(1);
      expect(await states(id)).toEqual(['dead', 'parked', 'parked']);
    }
    expect(await inMinutes(24 * 60)).toBe(0);
  });

  it('goes on where the cause has passed meanwhile, with what is parked behind, in order', async () => {
    const id = await deadOf(new StudioError('BUSY', 'busy', { retryable: true }));
    faults.brokenSteps.clear();
    expect(await inMinutes(1)).toBe(3);
    expect(await seen(id)).toEqual([1, 2, 3]);
  });

  it('holds what needs something that is away, and tries it every quarter of an hour', async () => {
    const id = await deadOf(new StudioError('STORAGE_FAILED', 'the store is away'));
    expect(await inMinutes(14)).toBe(0);
    expect(await inMinutes(1)).toBe(1);
    faults.brokenSteps.clear();
    expect(await inMinutes(15)).toBe(3);
    expect(await seen(id)).toEqual([1, 2, 3]);
  });

  it('puts in quarantine what does not fit the code, and never tries that by itself', async () => {
    faults.error = new StudioError('EVENT_INVALID', 'no such field');
    faults.brokenSteps.add(1);
    await expect(deadWithFollowers()).rejects.toThrow();
    const { rows } = await studio.ownerPool.query(
      `select state, triage, reason, next_replay_at from bus.dead_letter where cause_class = 'EVENT_INVALID'`,
    );
    expect(rows).toEqual([
      {
        state: 'quarantined',
        triage: 'schema',
        reason: expect.stringContaining('triage'),
        next_replay_at: null,
      },
    ]);
    faults.brokenSteps.clear();
    expect(await inMinutes(24 * 60)).toBe(0);
  });

  it('leaves what nobody knows, and what somebody put aside, to people', async () => {
    await deadWithFollowers();
    const held = await deadOf(new StudioError('BUSY', 'busy', { retryable: true }));
    await decide(held, 'dead', 'quarantined');
    faults.brokenSteps.clear();
    expect(await inMinutes(24 * 60)).toBe(0);
    expect(await states(held)).toEqual(['quarantined', 'parked', 'parked']);
  });
});
