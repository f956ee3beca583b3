import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUND_PATIENCE_MS } from './domain/run-ending.ts';
import subgraph from './subgraph.ts';
import { inboxOf, newRun, noticesOf } from './test-inbox.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

describe('the notice about a run that ended', () => {
  it('is one, with its cause and the refund, when the refund follows', async () => {
    const { caller, run, send } = newRun(studio);
    await send.reserved();
    await send.failed();
    expect(await noticesOf(studio, caller)).toEqual([]);
    await send.refunded();
    expect(await noticesOf(studio, caller)).toEqual([
      { kind: 'RUN_FAILED', body: 'Cause. 30 tokens went back to your wallet. Do this.' },
    ]);
    expect((await inboxOf(studio, caller)).edges[0]!.node.run).toEqual({ id: run.runId });
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(studio, caller)).toHaveLength(1);
  });

  it('is the same when the refund comes first', async () => {
    const { caller, send } = newRun(studio);
    await send.reserved();
    await send.refunded('refunded');
    await send.rejected();
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(studio, caller)).toEqual([
      { kind: 'RUN_REJECTED', body: 'Cause. 30 tokens went back to your wallet. Do this.' },
    ]);
  });

  it('goes out at once when nothing was reserved', async () => {
    const { caller, send } = newRun(studio);
    await send.failed();
    expect(await noticesOf(studio, caller)).toEqual([
      { kind: 'RUN_FAILED', body: 'Cause. You were not charged. Do this.' },
    ]);
  });

  it('does not wait for ever for a refund, and is not followed by a second notice', async () => {
    const { caller, send } = newRun(studio);
    await send.reserved();
    await send.expired();
    studio.clock.advance(REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(studio, caller)).toEqual([
      { kind: 'RUN_EXPIRED', body: 'Cause. The tokens for it go back to your wallet. Do this.' },
    ]);
    await send.refunded();
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(studio, caller)).toHaveLength(1);
  });

  it('does not promise tokens back when the run was charged before it was cancelled', async () => {
    const [chargedFirst, cancelledFirst] = [newRun(studio), newRun(studio)];
    await chargedFirst.send.reserved();
    await chargedFirst.send.charged();
    await chargedFirst.send.cancelled();
    await cancelledFirst.send.reserved();
    await cancelledFirst.send.cancelled();
    await cancelledFirst.send.charged();
    for (const { caller } of [chargedFirst, cancelledFirst]) {
      expect(await noticesOf(studio, caller)).toEqual([
        {
          kind: 'RUN_CANCELLED',
          body: 'Its work was stopped. The tokens charged for the result are not refunded.',
        },
      ]);
    }
  });

  it('speaks of a cancelled run too', async () => {
    const { caller, send } = newRun(studio);
    await send.reserved(1);
    await send.cancelled();
    await send.refunded('released', 1);
    expect(await noticesOf(studio, caller)).toEqual([
      { kind: 'RUN_CANCELLED', body: 'Its work was stopped. 1 token went back to your wallet.' },
    ]);
  });
});

describe('a refund without an ending', () => {
  it('is told when it was charged before, and only then', async () => {
    const [charged, released] = [newRun(studio), newRun(studio)];
    await charged.send.refunded('refunded', 7);
    await released.send.refunded('released', 7);
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    const [notice] = (await inboxOf(studio, charged.caller)).edges;
    expect(notice!.node).toMatchObject({
      kind: 'TOKENS_REFUNDED',
      title: '7 tokens came back to your wallet',
    });
    expect(await noticesOf(studio, released.caller)).toEqual([]);
  });
});

describe('a refused clip', () => {
  const refuse = (ownerId: string, id: string) =>
    studio.deliver(
      'notifications',
      VideoRejected,
      newId(),
      {
        videoId: newId(),
        ownerId,
        fileName: 'clip.mp4',
        reason: 'EMPTY',
        humanReadableCause: 'The file is empty.',
        suggestedAction: 'Send it again.',
      },
      { id },
    );

  it('and the run that fails because of it are one notice, whichever comes first', async () => {
    const [clipFirst, runFirst] = [newRun(studio), newRun(studio)];
    const [first, second] = [newId(), newId()];
    await refuse(clipFirst.run.ownerId, first);
    await clipFirst.send.failed({ failedIn: 'AWAITING_MEDIA', causationId: first });
    await runFirst.send.failed({ failedIn: 'AWAITING_MEDIA', causationId: second });
    await refuse(runFirst.run.ownerId, second);
    expect(await noticesOf(studio, clipFirst.caller)).toEqual([
      { kind: 'VIDEO_REJECTED', body: 'The file is empty. Send it again.' },
    ]);
    expect((await noticesOf(studio, runFirst.caller)).map(({ kind }) => kind)).toEqual(['RUN_FAILED']);
  });

  it('of the platform itself is told to nobody', async () => {
    const before = (await studio.written('UserNotified.v1')).length;
    await refuse(SYSTEM_SUBJECT_ID, newId());
    expect((await studio.written('UserNotified.v1')).length).toBe(before);
  });
});
