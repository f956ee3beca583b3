import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

const LOOK = {
  ...{ version: 1, key: 0.45, contrast: 0.6, saturation: 0.04, temperature: 0.03, tint: 0, cast: 0.02 },
  ...{ vignette: 0.2, flicker: 0.4, grain: 3, sharpness: 0.5 },
};
const ASK = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Run {
  nearDuplicates { isSame distance effect { slug } } } } }`;
const ask = (runId: string, caller: Caller = admin()) =>
  gallery.studio.execute<{
    _entities: ({
      nearDuplicates: { isSame: boolean; distance: number; effect: { slug: string } }[] | null;
    } | null)[];
  }>('gallery', caller, ASK, { r: [{ __typename: 'Run', id: runId }] });

async function handIn(styleDescriptor: typeof LOOK, runId = newId()): Promise<string> {
  const submission = submissionOf({ runId, styleDescriptor });
  await gallery.studio.deliver('gallery', ApprovalRequested, runId, { submission });
  return runId;
}
const slugsNear = async (runId: string) => {
  const { data, errors } = await ask(runId);
  expect(errors).toBeUndefined();
  return data!._entities[0]!.nearDuplicates!.map(({ effect, isSame }) => [effect.slug, isSame]);
};

describe('a result that waits for a reviewer', () => {
  it('is held against what is published now, and never against itself', async () => {
    const own = await gallery.publish({ wish: 'Its own', styleDescriptor: LOOK });
    await gallery.publish({ wish: 'A hair dustier', styleDescriptor: { ...LOOK, grain: 3.2 } });
    await gallery.publish({
      wish: 'Quite another',
      styleDescriptor: { ...LOOK, key: 0.1, saturation: 0.2, grain: 9 },
    });
    const out = await gallery.publish({ wish: 'Taken out', styleDescriptor: LOOK });
    const waiting = await handIn(LOOK);
    expect(await slugsNear(waiting)).toEqual([
      ['taken-out', true],
      ['its-own', true],
      ['a-hair-dustier', false],
    ]);
    await gallery.studio.ownerPool.query(
      `update gallery.effect set is_published = false, taken_out_by = 'STUDIO' where id = $1`,
      [out.event.payload.effectId],
    );
    await handIn(LOOK, own.submission.runId);
    expect(await slugsNear(own.submission.runId)).toEqual([['a-hair-dustier', false]]);
  });

  it('is looked at as its creator last chose', async () => {
    const look = { ...LOOK, temperature: -0.2, key: 0.9 };
    await gallery.publish({ wish: 'Icy', styleDescriptor: look });
    const runId = await handIn(LOOK);
    expect((await slugsNear(runId)).map(([slug]) => slug)).not.toContain('icy');
    await handIn(look, runId);
    expect((await slugsNear(runId)).map(([slug]) => slug)).toEqual(['icy']);
  });

  it('tells it to admins of its tenant alone', async () => {
    const runId = await handIn(LOOK);
    const byPerson = await ask(runId, creator());
    expect(byPerson.data?._entities[0] ?? null).toBeNull();
    expect((await ask(runId, { ...admin(), tenantId: newId() })).data!._entities[0]).toBeNull();
    expect((await ask(newId())).data!._entities[0]).toBeNull();
  });
});
