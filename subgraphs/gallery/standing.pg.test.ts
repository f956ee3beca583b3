import type { Caller } from '@effect-studio/kernel/context';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { StudioEdge } from '@effect-studio/kernel/objects/media-edge';
import { PreviewRendered } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

async function published(wish: string, consentPublicPreview = true) {
  const { submission, event } = await gallery.publish({ wish, consentPublicPreview });
  return { submission, effectId: String(event.payload.effectId), owner: creator(submission.ownerId) };
}

const edge = () => gallery.studio.call('gallery').media as StudioEdge;
const told = async (type: string, effectId: string) =>
  (await gallery.studio.written(type)).filter((event) => event.aggregateId === effectId);

const STANDING = `query($slug: String!) { effect(slug: $slug) { takenOutBy mayWithdraw mayShowAgain } }`;
const standing = async (slug: string, caller: Caller) =>
  (await gallery.studio.execute<{ effect: object | null }>('gallery', caller, STANDING, { slug })).data!
    .effect;

/** As the run's page sees it, by the effect's own id: also when it is not in the gallery. */
async function ofRun(effectId: string, caller: Caller) {
  const ENTITY = `query($it: [_Any!]!) { _entities(representations: $it) { ... on Effect { takenOutBy mayWithdraw mayShowAgain } } }`;
  const it = [{ __typename: 'Effect', id: effectId }];
  const { data } = await gallery.studio.execute<{ _entities: unknown[] }>('gallery', caller, ENTITY, { it });
  return data!._entities[0];
}

describe('an effect that its creator does not want shown any more', () => {
  it('leaves the gallery and the edge, without anybody’s leave; others cannot have it leave', async () => {
    const { effectId, owner, submission } = await published('Withdrawn');
    expect(await standing('withdrawn', owner)).toEqual({
      takenOutBy: null,
      mayWithdraw: true,
      mayShowAgain: false,
    });
    expect(await gallery.withdraw(effectId, creator())).toMatch(/^NotFound/);
    expect(await gallery.withdraw(effectId, owner)).toBe('Effect');
    await gallery.studio.settle();
    expect(await gallery.find('withdrawn')).toBeNull();
    expect(await edge().isPurged({ scope: effectId, key: submission.outputKey })).toBe(true);
    expect(await told('EffectUnpublished.v1', effectId)).toMatchObject([
      { payload: { unpublishedBy: owner.subjectId, takenOutBy: 'CREATOR' } },
    ]);
    expect(await gallery.withdraw(effectId, owner)).toBe('InvalidState: This effect is not in the gallery.');
    expect(await ofRun(effectId, owner)).toEqual({
      takenOutBy: 'CREATOR',
      mayWithdraw: false,
      mayShowAgain: true,
    });
    expect(await ofRun(effectId, creator())).toBeNull();
  });

  it('comes back as it was when they say so, with their footage only if they agree again', async () => {
    const { effectId, owner, submission } = await published('Back again');
    const { revision } = (await gallery.find('back-again'))!;
    await gallery.withdraw(effectId, owner);
    await gallery.studio.settle();
    expect(await gallery.act('showEffectAgain', { effectId, consentPublicPreview: true }, creator())).toMatch(
      /^NotFound/,
    );
    expect(await gallery.act('showEffectAgain', { effectId, consentPublicPreview: true }, owner)).toBe(
      'Effect',
    );
    await gallery.studio.settle();
    const back = (await gallery.find('back-again'))!;
    expect(back.revision).toEqual(revision);
    expect(back.previewUrl).not.toBeNull();
    expect(await edge().isPurged({ scope: effectId, key: submission.outputKey })).toBe(false);
    expect(await told('EffectRepublished.v1', effectId)).toMatchObject([
      {
        payload: {
          ownerId: owner.subjectId,
          republishedBy: owner.subjectId,
          reason: null,
          slug: 'back-again',
        },
      },
    ]);

    await gallery.withdraw(effectId, owner);
    expect(await gallery.act('showEffectAgain', { effectId }, owner)).toBe('Effect');
    expect((await gallery.find('back-again'))!.previewUrl).toBeNull();
    const [preview] = (await gallery.studio.written('PreviewRequested.v1')).filter(
      ({ payload }) => payload.effectId === effectId,
    );
    expect(preview!.payload.promptVariant).toMatchObject({ text: '' });
    // What was purged stays purged: nobody agreed to it any more.
    gallery.studio.clock.advance(60_000);
    await gallery.studio.settle();
    expect(await edge().isPurged({ scope: effectId, key: submission.outputKey })).toBe(true);
    const { previewRunId: runId, revisionId } = preview!.payload as {
      previewRunId: string;
      revisionId: string;
    };
    await gallery.studio.deliver('gallery', PreviewRendered, runId, {
      runId,
      ownerId: SYSTEM_SUBJECT_ID,
      effectId,
      revisionId,
      outputKey: 'execution/on-a-house-clip.mp4',
      outputSha256: 'cd'.repeat(32),
    });
    expect((await gallery.find('back-again'))!.previewUrl).toContain('on-a-house-clip');
  });

  it('does not come back by an admin, and a takedown is for them too', async () => {
    const { effectId, owner } = await published('Not against them');
    await gallery.withdraw(effectId, owner);
    expect(await gallery.act('republishEffect', { effectId, reason: 'We like it.' }, admin())).toMatch(
      /only they can have it shown again/,
    );
    expect(await gallery.takeOut(effectId)).toBe('Effect');
    expect(await gallery.act('showEffectAgain', { effectId }, owner)).toMatch(
      /only the studio can bring it back/,
    );
    expect(await ofRun(effectId, owner)).toEqual({
      takenOutBy: 'STUDIO',
      mayWithdraw: false,
      mayShowAgain: false,
    });
  });
});

describe('an effect that the studio took out', () => {
  it('is published again by an admin with a reason, found and served as before, and its creator is told', async () => {
    const { effectId, submission, owner } = await published('By mistake');
    await gallery.takeOut(effectId);
    await gallery.studio.settle();
    expect(await gallery.act('republishEffect', { effectId, reason: ' ' }, admin())).toMatch(/^InvalidInput/);
    expect(
      await gallery.act('republishEffect', { effectId: newId(), reason: 'It was a mistake.' }, admin()),
    ).toMatch(/^NotFound/);
    const reviewer = admin();
    expect(await gallery.act('republishEffect', { effectId, reason: 'It was a mistake.' }, reviewer)).toBe(
      'Effect',
    );
    await gallery.studio.settle();
    expect((await gallery.find('by-mistake'))!.previewUrl).not.toBeNull();
    expect(await edge().isPurged({ scope: effectId, key: submission.outputKey })).toBe(false);
    expect(await told('EffectRepublished.v1', effectId)).toMatchObject([
      {
        payload: { ownerId: owner.subjectId, republishedBy: reviewer.subjectId, reason: 'It was a mistake.' },
      },
    ]);
    expect(await gallery.act('republishEffect', { effectId, reason: 'Again.' }, reviewer)).toBe(
      'InvalidState: This effect is in the gallery.',
    );
    expect(await gallery.takeOut(effectId)).toBe('Effect');
  });

  it('is published again by one of two admins who do it at once', async () => {
    const { effectId } = await published('At once');
    await gallery.takeOut(effectId);
    const answers = await Promise.all(
      [admin(), admin()].map((one) =>
        gallery.act('republishEffect', { effectId, reason: 'A mistake.' }, one),
      ),
    );
    expect(answers.filter((answer) => answer === 'Effect')).toHaveLength(1);
    expect(await told('EffectRepublished.v1', effectId)).toHaveLength(1);
  });

  it('stays purged when it is taken out again before the edge was told that it is back', async () => {
    const { effectId, submission } = await published('To and fro');
    await gallery.takeOut(effectId);
    await gallery.act('republishEffect', { effectId, reason: 'A mistake.' }, admin());
    await gallery.takeOut(effectId);
    gallery.studio.clock.advance(60_000);
    await gallery.studio.settle();
    expect(await edge().isPurged({ scope: effectId, key: submission.outputKey })).toBe(true);
  });
});
