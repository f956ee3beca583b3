import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import {
  faults,
  type Letter,
  openStudio,
  replayer,
  seen,
  startOver,
  studio,
} from './testing/replay-gallery.ts';

beforeAll(openStudio);
afterAll(() => studio.close());
beforeEach(startOver);

describe('a replayed job', () => {
  const scheduled = async (wall: string) => {
    const ctx = studio.call('gallery');
    await ctx.db.transaction(ctx, (tx) =>
      tx.schedule({ kind: 'paint', dedupeKey: `paint:${wall}`, payload: { wall }, maxAttempts: 1 }),
    );
    return ctx.correlationId;
  };
  const letterOf = async (wall: string) => {
    const { rows } = await studio.ownerPool.query<Letter>(
      'select state from bus.dead_letter where idempotency_key = $1',
      [`paint:${wall}`],
    );
    return rows[0]!.state;
  };
  const replay = (wall: string) =>
    studio.ownerPool.query(`update bus.dead_letter set state = 'replaying' where idempotency_key = $1`, [
      `paint:${wall}`,
    ]);

  it('is inserted again with its key, cap and trace, and its letter is dead again when it fails again', async () => {
    const wall = newId();
    faults.isJobBroken = true;
    const correlationId = await scheduled(wall);
    await studio.runJobs('gallery');
    expect(await letterOf(wall)).toBe('dead');
    await replay(wall);
    expect(await replayer().drain()).toBe(1);
    const { rows } = await studio.ownerPool.query(
      'select dedupe_key, max_attempts, correlation_id, payload from gallery.job',
    );
    expect(rows).toEqual([
      { dedupe_key: `paint:${wall}`, max_attempts: 1, correlation_id: correlationId, payload: { wall } },
    ]);
    expect(await letterOf(wall)).toBe('replayed');
    await studio.runJobs('gallery');
    expect(await letterOf(wall)).toBe('dead');
    faults.isJobBroken = false;
    await replay(wall);
    await replayer().drain();
    await studio.runJobs('gallery');
    expect(await seen(wall)).toEqual([1]);
    expect(await letterOf(wall)).toBe('replayed');
  });

  it('is not doubled where the same job was scheduled meanwhile', async () => {
    const wall = newId();
    faults.isJobBroken = true;
    await scheduled(wall);
    await studio.runJobs('gallery');
    faults.isJobBroken = false;
    await scheduled(wall);
    await replay(wall);
    await replayer().drain();
    await studio.runJobs('gallery');
    expect(await seen(wall)).toEqual([1]);
  });
});
