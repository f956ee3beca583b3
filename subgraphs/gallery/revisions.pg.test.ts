import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { PreviewRendered } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

const MANAGED = `query($id: ID!) { managedEffect(id: $id) { id priceTokens previewUrl isPublished revision { id number }
  pins { sequence reason run { id } pinnedBy { id } revision { id number } changes { path before after } } } }`;
interface Managed {
  priceTokens: number;
  previewUrl: string | null;
  revision: { id: string; number: number };
  pins: {
    sequence: number;
    reason: string | null;
    run: { id: string } | null;
    pinnedBy: { id: string };
    revision: { id: string; number: number };
    changes: { path: string; before: unknown; after: unknown }[];
  }[];
}
const managed = async (id: string): Promise<Managed> => {
  const answer = await gallery.studio.execute<{ managedEffect: Managed }>('gallery', admin(), MANAGED, {
    id,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data!.managedEffect;
};

const ROLL_BACK = `mutation($input: RollBackEffectInput!) { rollBackEffect(input: $input) { __typename
  ... on Effect { revision { number } } ... on Problem { humanReadableCause } } }`;
const rollBack = async (input: Record<string, unknown>, caller: Caller = admin()) =>
  gallery.studio.execute<{ rollBackEffect: { __typename: string; revision?: { number: number } } }>(
    'gallery',
    caller,
    ROLL_BACK,
    { input: { reason: 'It flickers.', idempotencyKey: newId(), ...input } },
  );

/** An effect, and its owner’s rendering of it anew with another strength, both approved. */
async function twice(wish: string) {
  const first = await gallery.publish({ wish, consentPublicPreview: true });
  const effectId = String(first.event.payload.effectId);
  const second = submissionOf({
    ownerId: first.submission.ownerId,
    wish,
    outputKey: 'outputs/second.mp4',
    consentPublicPreview: true,
    promptVariant: { ...first.submission.promptVariant, parameters: { strength: 0.6 } },
  });
  gallery.graph.rerenderOf.set(second.runId, first.submission.runId);
  await gallery.approve(second);
  await gallery.studio.settle();
  const [before, after] = [first.event.payload.revisionId, (await managed(effectId)).revision.id];
  return { effectId, first: first.submission, second, before: String(before), after };
}

describe('an effect that its creator rendered anew', () => {
  it('gets the approved result as its next revision, under its slug', async () => {
    const { effectId, first, second, before, after } = await twice('Rendered anew');
    expect(await gallery.publishedEvents(second.runId)).toMatchObject([
      { payload: { effectId, revisionId: after, slug: 'rendered-anew' } },
    ]);
    expect(after).not.toBe(before);
    const effect = (await gallery.find('rendered-anew'))!;
    expect(effect.revision).toMatchObject({ id: after, number: 2 });
    expect(effect.previewUrl).toContain('outputs/second.mp4');
    expect((await managed(effectId)).pins).toMatchObject([
      {
        sequence: 2,
        run: { id: second.runId },
        revision: { number: 2 },
        changes: [{ path: 'promptVariant.parameters.strength', before: 1, after: 0.6 }],
      },
      { sequence: 1, run: { id: first.runId }, revision: { number: 1 }, changes: [] },
    ]);
  });

  it('follows a chain of renderings, but nobody else’s and no other kind', async () => {
    const { effectId, second } = await twice('Chained');
    const [third, foreign, other] = [
      submissionOf({ ownerId: second.ownerId, wish: 'Chained', composite: 0.9 }),
      submissionOf({ wish: 'Chained' }),
      submissionOf({ ownerId: second.ownerId, wish: 'Chained', effectTypeId: 'cartoon' }),
    ];
    const unpublishedStep = newId();
    gallery.graph.rerenderOf.set(third.runId, unpublishedStep).set(unpublishedStep, second.runId);
    for (const one of [foreign, other]) gallery.graph.rerenderOf.set(one.runId, second.runId);
    for (const one of [third, foreign, other]) await gallery.approve(one);
    await gallery.studio.settle();
    const effectOf = async (runId: string) => (await gallery.publishedEvents(runId))[0]!.payload.effectId;
    expect(await effectOf(third.runId)).toBe(effectId);
    const made = new Set([effectId, await effectOf(foreign.runId), await effectOf(other.runId)]);
    expect(made.size).toBe(3);
  });
});

describe('rolling back', () => {
  it('puts an earlier revision in force again with what was to be seen of it, once per key', async () => {
    const { effectId, first, before, after } = await twice('Goes back');
    const [reviewer, idempotencyKey] = [admin(), newId()];
    const answer = await rollBack({ effectId, revisionId: before, idempotencyKey }, reviewer);
    expect(answer.data!.rollBackEffect).toEqual({ __typename: 'Effect', revision: { number: 1 } });
    expect((await rollBack({ effectId, revisionId: before, idempotencyKey }, reviewer)).data).toEqual(
      answer.data,
    );

    const effect = (await gallery.find('goes-back'))!;
    expect(effect.revision).toMatchObject({ id: before, number: 1 });
    expect(effect.previewUrl).toContain(first.outputKey);
    const { pins } = await managed(effectId);
    expect(pins.map(({ sequence, revision }) => [sequence, revision.number])).toEqual([
      [3, 1],
      [2, 2],
      [1, 1],
    ]);
    expect(pins[0]).toMatchObject({
      reason: 'It flickers.',
      run: null,
      pinnedBy: { id: reviewer.subjectId },
    });
    const events = (await gallery.studio.written('EffectRolledBack.v1')).filter(
      (one) => one.aggregateId === effectId,
    );
    expect(events).toHaveLength(1);
    expect(events[0]!.payload).toMatchObject({
      revisionId: before,
      from: after,
      rolledBackBy: reviewer.subjectId,
    });
  });

  it('gives a picture that comes late to the revision that it is of', async () => {
    const { effectId, before, after } = await twice('Late picture');
    await gallery.studio.ownerPool.query(
      'update gallery.publish_pin set preview_key = null where effect_id = $1 and revision_id = $2',
      [effectId, before],
    );
    const rendered = { runId: newId(), ownerId: newId(), effectId, outputSha256: 'ab'.repeat(32) };
    await gallery.studio.deliver('gallery', PreviewRendered, newId(), {
      ...rendered,
      revisionId: before,
      outputKey: 'outputs/late.mp4',
    });
    expect((await managed(effectId)).revision.id).toBe(after);
    await rollBack({ effectId, revisionId: before });
    expect((await managed(effectId)).previewUrl).toContain('outputs/late.mp4');
  });

  it('is refused for what is in force, was never of this effect, or is not in the gallery; and is for admins', async () => {
    const { effectId, before, after } = await twice('Refuses');
    const { event } = await gallery.publish({ wish: 'Elsewhere', composite: 0.11 });
    const refusal = async (input: Record<string, unknown>) =>
      (await rollBack(input)).data!.rollBackEffect.__typename;
    expect(await refusal({ effectId, revisionId: after })).toBe('InvalidState');
    expect(await refusal({ effectId, revisionId: event.payload.revisionId })).toBe('NotFound');
    expect(await refusal({ effectId, revisionId: before, reason: ' ' })).toBe('InvalidInput');
    expect(await refusal({ effectId: newId(), revisionId: before })).toBe('NotFound');
    const byOwner = await rollBack({ effectId, revisionId: before }, creator());
    expect(byOwner.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    await gallery.studio.ownerPool.query(
      `update gallery.effect set is_published = false, taken_out_by = 'STUDIO' where id = $1`,
      [effectId],
    );
    expect(await refusal({ effectId, revisionId: before })).toBe('InvalidState');
    expect((await managed(effectId)).revision.id).toBe(after);
  });
});

describe('those who look after the gallery', () => {
  it('see what is there and what was taken out, page by page; nobody else does', async () => {
    const LIST = `query($isPublished: Boolean, $after: Cursor) { managedEffects(first: 2, after: $after, isPublished: $isPublished) {
      edges { node { slug unpublishReason } } pageInfo { endCursor hasNextPage } } }`;
    interface Listed {
      managedEffects: {
        edges: { node: { slug: string; unpublishReason: string | null } }[];
        pageInfo: { endCursor: string | null; hasNextPage: boolean };
      };
    }
    const all = async (isPublished: boolean | null) => {
      const found: Listed['managedEffects']['edges'] = [];
      for (let after: string | null = null; ; ) {
        const variables: Record<string, unknown> = { isPublished, after };
        const { data } = await gallery.studio.execute<Listed>('gallery', admin(), LIST, variables);
        const { edges, pageInfo }: Listed['managedEffects'] = data!.managedEffects;
        found.push(...edges);
        after = pageInfo.endCursor;
        if (!pageInfo.hasNextPage) return found.map(({ node }) => node);
      }
    };
    const { event } = await gallery.publish({ wish: 'Taken out' });
    const OUT = `mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename } }`;
    const input = { effectId: event.payload.effectId, reason: 'Rights.', idempotencyKey: newId() };
    await gallery.studio.execute('gallery', admin(), OUT, { input });
    const [both, there, out] = [await all(null), await all(true), await all(false)];
    expect(out).toContainEqual({ slug: 'taken-out', unpublishReason: 'Rights.' });
    expect(there.map(({ slug }) => slug)).not.toContain('taken-out');
    expect(both).toHaveLength(there.length + out.length);
    const refused = await gallery.studio.execute('gallery', creator(), LIST, {});
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const elsewhere = await gallery.studio.execute<Listed>(
      'gallery',
      { ...admin(), tenantId: newId() },
      LIST,
      {},
    );
    expect(elsewhere.data!.managedEffects.edges).toEqual([]);
  });
});
