import { newId } from '@effect-studio/kernel/ids';
import { headerOnlyJpeg } from '@effect-studio/media/testing/header-only-jpeg';
import { tickTopic, WATCHED_RUNS } from '@effect-studio/schema/live/run-topics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { previewKey, previewUploadKey } from './domain/preview.ts';
import { ExecutionRig, type RegisteredMachine, sha256 } from './testing/execution-rig.ts';
import { dropPreviews } from './use-cases/leases/drop-previews.ts';
import { renewLease } from './use-cases/leases/renew-lease.ts';
import { takePreview } from './use-cases/leases/take-preview.ts';
import { PreviewDesk, previewDesk } from './workers/preview-desk.ts';

const PICTURE = headerOnlyJpeg({ width: 480, height: 270 });
const claimOf = (bytes: Buffer) => ({ sha256: sha256(bytes), sizeBytes: bytes.length });

let rig: ExecutionRig;
let agent: RegisteredMachine;
beforeEach(async () => {
  rig = await ExecutionRig.open();
  agent = await rig.register();
});
afterEach(() => rig.close());

async function leased(role: 'candidate' | 'shadow' = 'candidate') {
  const runId = await rig.dispatch([rig.leg({ role })]);
  const [lease] = await rig.lease(agent);
  return { runId, ...lease! };
}

/** Somebody follows the run, and this process has heard so. */
async function watch(runId: string): Promise<void> {
  previewDesk(agent.ctx);
  const heard = agent.ctx.ticks.listen(WATCHED_RUNS);
  await vi.waitFor(async () => {
    agent.ctx.ticks.publish(WATCHED_RUNS, { runId });
    const { value } = await heard.next();
    expect(value.data.runId).toBe(runId);
  });
  await heard.return?.();
}

let sequence = 0;
const renew = async (leaseId: string, preview: { sha256: string; sizeBytes: number } | null = null) => {
  sequence += 1;
  const renewal = await renewLease(agent.ctx, { leaseId, progress: 0.4, sequence, preview });
  if (renewal.__typename !== 'LeaseRenewal') throw new Error(renewal.detail);
  return renewal;
};

describe('pictures of a work in progress', () => {
  it('are asked for only while somebody follows the run, and not with every renewal', async () => {
    const { runId, leaseId } = await leased();
    expect((await renew(leaseId)).previewUrl).toBeNull();
    await watch(newId());
    expect((await renew(leaseId)).previewUrl).toBeNull();
    await watch(runId);
    expect((await renew(leaseId)).previewUrl).toContain(`/${previewUploadKey(leaseId)}?`);
    expect((await renew(leaseId)).previewUrl).toBeNull();
  });

  it('are put by the agent, verified, and shown to who follows the run by a URL of a minute', async () => {
    const { runId, leaseId, taskId } = await leased();
    await watch(runId);
    const { previewUrl } = await renew(leaseId);
    const put = await fetch(previewUrl!, {
      method: 'PUT',
      body: PICTURE,
      headers: { 'content-type': 'text/html' },
    });
    expect(put.status).toBe(200);
    const told = new Promise<Record<string, unknown>>((resolve) => {
      const stop = agent.ctx.ticks.on(tickTopic(runId), ({ data }) => {
        if (!data.previewUrl) return;
        stop();
        resolve(data);
      });
    });
    await renew(leaseId, claimOf(PICTURE));
    const tick = await told;
    expect(tick).toMatchObject({ taskId, progress: expect.closeTo(0.4) });
    const shown = await fetch(String(tick.previewUrl));
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PICTURE);
    expect(new URL(String(tick.previewUrl)).searchParams.get('X-Amz-Expires')).toBe('60');
    expect(await agent.ctx.storage.head(previewUploadKey(leaseId))).toBeNull();
  });

  it('are never asked for of a check that nobody sees, nor of work that was cancelled', async () => {
    const shadow = await leased('shadow');
    await watch(shadow.runId);
    expect((await renew(shadow.leaseId)).previewUrl).toBeNull();
    const cancelled = await leased();
    await watch(cancelled.runId);
    await rig.cancel(cancelled.runId);
    expect(await renew(cancelled.leaseId)).toMatchObject({ isCancelled: true, previewUrl: null });
  });

  it.each([
    ['is missing', null, claimOf(PICTURE)],
    ['is another one', PICTURE, claimOf(headerOnlyJpeg({ width: 1, height: 1 }))],
    ['is no picture', Buffer.from('<script>'), claimOf(Buffer.from('<script>'))],
    ['is larger than a screen', ...both(headerOnlyJpeg({ width: 4_000, height: 3_000 }))],
    ['has more bytes than a picture may', ...both(Buffer.concat([PICTURE, Buffer.alloc(70_000)]))],
  ])('are not taken when what was put %s', async (_what, bytes, claim) => {
    const { leaseId, taskId, ctx } = { ...(await leased()), ctx: agent.ctx };
    if (bytes) await ctx.storage.put(previewUploadKey(leaseId), bytes, { contentType: 'image/jpeg' });
    expect(await takePreview(ctx, { leaseId, taskId }, claim)).toBeNull();
    const kept: string[] = [];
    for await (const { key } of ctx.storage.list(`previews/${taskId}/`)) kept.push(key);
    expect(kept).toEqual([]);
  });

  it('are gone a minute later, and those that nobody took half a minute later', async () => {
    const { ctx } = agent;
    const shown = previewKey(newId(), sha256(PICTURE));
    const sent = previewUploadKey(newId());
    const output = `uploads/outputs/${newId()}.mp4`;
    for (const key of [shown, sent, output])
      await ctx.storage.put(key, PICTURE, { contentType: 'image/jpeg' });
    const there = async () =>
      Promise.all([shown, sent, output].map(async (key) => !!(await ctx.storage.head(key))));
    await dropPreviews(ctx);
    expect(await there()).toEqual([true, true, true]);
    await dropPreviews(ctx, Date.now() + 40_000);
    expect(await there()).toEqual([true, false, true]);
    await dropPreviews(ctx, Date.now() + 70_000);
    expect(await there()).toEqual([false, false, true]);
  });

  it('are the first that is dropped: while many are being taken, none is asked for', async () => {
    const { ctx } = agent;
    let now = 0;
    const desk = new PreviewDesk(ctx, () => now);
    const { runId, leaseId, taskId } = await leased();
    const work = { runId, leaseId, taskId, role: 'candidate' as const, progress: 0.5 };
    await vi.waitFor(async () => {
      ctx.ticks.publish(WATCHED_RUNS, { runId });
      expect(await desk.urlFor(ctx, { ...work, leaseId: newId() })).not.toBeNull();
    });
    let release: () => void = () => undefined;
    const held = new Promise<null>((resolve) => (release = () => resolve(null)));
    const busy = { ...ctx, storage: Object.assign(Object.create(ctx.storage), { head: () => held }) };
    const taking = Array.from({ length: 4 }, () => desk.take(busy, work, claimOf(PICTURE)));
    expect(await desk.urlFor(ctx, work)).toBeNull();
    release();
    await Promise.all(taking);
    expect(await desk.urlFor(ctx, work)).not.toBeNull();
    now = 3_000;
    expect(await desk.urlFor(ctx, work)).not.toBeNull();
    now = 60_000;
    expect(await desk.urlFor(ctx, work)).toBeNull();
    desk.close();
  });
});

function both(bytes: Buffer): [Buffer, ReturnType<typeof claimOf>] {
  return [bytes, claimOf(bytes)];
}
