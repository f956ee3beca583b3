import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { EffectRunRequested, ResultReady } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

const execute = async <Data>(caller: Caller, document: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await gallery.studio.execute<Data>('gallery', caller, document, variables);
  expect(errors).toBeUndefined();
  return data!;
};
const SHELVES = '{ galleryCategories { id title effectCount } galleryTags { tag effectCount } }';
interface Shelves {
  galleryCategories: { id: string; title: string; effectCount: number }[];
  galleryTags: { tag: string; effectCount: number }[];
}
const shelves = (caller: Caller = ANONYMOUS) => execute<Shelves>(caller, SHELVES);
const LISTED = `query($slug: String!) { effect(slug: $slug) { title slug description tags typicalTokens typicalMs useCount
  category { id title effectCount } } }`;
const listed = async (slug: string) =>
  (await execute<{ effect: Record<string, unknown> }>(ANONYMOUS, LISTED, { slug })).effect;
const EDIT = `mutation($input: EditEffectListingInput!) { editEffectListing(input: $input) { __typename
  ... on Effect { title slug tags category { id } } ... on InvalidInput { field } } }`;
const SAVE = `mutation($input: SaveGalleryCategoryInput!) { saveGalleryCategory(input: $input) { __typename
  ... on GalleryCategory { id title } ... on InvalidInput { field } } }`;

describe('a published effect', () => {
  it('stands on the shelf of its kind, with tags for what was measured, and is counted there', async () => {
    const countOf = async () =>
      (await shelves()).galleryCategories.find(({ id }) => id === 'drawn')!.effectCount;
    const before = await countOf();
    await gallery.publish({ wish: 'Shelved', effectTypeId: 'cartoon', styleDescriptor: { key: 0.2 } });
    expect(await listed('shelved')).toMatchObject({
      category: { id: 'drawn', title: 'Drawn and painted', effectCount: before + 1 },
      tags: ['dark'],
    });
    expect(await countOf()).toBe(before + 1);
    expect((await shelves()).galleryTags).toContainEqual({ tag: 'dark', effectCount: 1 });
    expect((await shelves(creator(newId(), newId()))).galleryTags).toEqual([]);
  });

  it('shows what its runs really cost and took, from the first with a result on', async () => {
    const { event } = await gallery.publish({ wish: 'Measured' });
    const effectId = String(event.payload.effectId);
    expect(await listed('measured')).toMatchObject({ typicalTokens: null, typicalMs: null });
    const run = async (
      tokens: number,
      tookMs: number,
      budgetContext: 'user_run' | 'system_test' = 'user_run',
    ) => {
      const ids = { runId: newId(), ownerId: newId() };
      const at = gallery.studio.clock.now();
      const requested = {
        ...ids,
        effectId,
        revisionId: 'ab'.repeat(32),
        effectTypeId: 'look-match',
        footageVideoId: newId(),
        footageKey: 'media/footage',
        quote: { amountTokens: tokens, rateCardVersion: 1 },
      };
      await gallery.studio.deliver('gallery', EffectRunRequested, ids.runId, requested, { budgetContext });
      const result = {
        ...ids,
        candidateTaskId: newId(),
        finishTaskId: newId(),
        providerId: 'cpu-atelier',
        workflowId: 'look-match-fine',
        effectTypeId: 'look-match',
        outputKey: 'outputs/a.mp4',
        outputSha256: 'ab'.repeat(32),
        quality: { fidelity: 1, artifacts: 1, styleAdherence: 1, temporalConsistency: 1 },
        composite: 1,
        chargeTokens: tokens,
        legTaskIds: [],
        effectId,
      };
      const occurredAt = new Date(at.getTime() + tookMs).toISOString();
      await gallery.studio.deliver('gallery', ResultReady, ids.runId, result, { occurredAt });
    };
    await run(30, 9_000);
    expect(await listed('measured')).toMatchObject({ typicalTokens: 30, typicalMs: 9_000, useCount: 1 });
    await run(45, 21_000);
    await run(45, 12_000);
    await run(1, 1, 'system_test');
    expect(await listed('measured')).toMatchObject({ typicalTokens: 45, typicalMs: 12_000 });
  });
});

describe('an admin', () => {
  it('changes how an effect is listed; its address stays', async () => {
    const { event } = await gallery.publish({ wish: 'Before' });
    const input = {
      effectId: event.payload.effectId,
      title: 'After',
      description: 'Warm as a summer evening.',
      categoryId: 'film-and-vintage',
      tags: ['Summer Evening', 'warm'],
      idempotencyKey: newId(),
    };
    const edited = await execute<{ editEffectListing: object }>(admin(), EDIT, { input });
    expect(edited.editEffectListing).toEqual({
      __typename: 'Effect',
      title: 'After',
      slug: 'before',
      tags: ['summer-evening', 'warm'],
      category: { id: 'film-and-vintage' },
    });
    expect(await listed('before')).toMatchObject({ description: 'Warm as a summer evening.' });
    const refusal = async (change: object) =>
      (
        await execute<{ editEffectListing: { __typename: string; field?: string } }>(admin(), EDIT, {
          input: { ...input, ...change, idempotencyKey: newId() },
        })
      ).editEffectListing;
    expect(await refusal({ title: ' ' })).toMatchObject({ __typename: 'InvalidInput', field: 'title' });
    expect(await refusal({ tags: ['?'] })).toMatchObject({ field: 'tags' });
    expect(await refusal({ categoryId: 'nowhere' })).toMatchObject({ __typename: 'NotFound' });
    expect(await refusal({ effectId: newId() })).toMatchObject({ __typename: 'NotFound' });
    const byOwner = await gallery.studio.execute('gallery', creator(), EDIT, { input });
    expect(byOwner.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('adds, renames, orders and hides categories, for their own tenant', async () => {
    const save = async (input: object, caller: Caller = admin()) =>
      (
        await execute<{ saveGalleryCategory: { __typename: string; field?: string } }>(caller, SAVE, {
          input: { description: '', position: 5, isHidden: false, idempotencyKey: newId(), ...input },
        })
      ).saveGalleryCategory;
    await save({ id: 'seasons', title: 'Seasons' });
    await save({ id: 'drawn', title: 'Ink and paint', position: 1 });
    await save({ id: 'light-and-glow', title: 'Light and glow', isHidden: true });
    const { galleryCategories } = await shelves();
    expect(galleryCategories.slice(0, 2).map(({ title }) => title)).toEqual(['Ink and paint', 'Seasons']);
    expect(galleryCategories.map(({ id }) => id)).not.toContain('light-and-glow');
    const all = await execute<{ managedCategories: { id: string }[] }>(
      admin(),
      '{ managedCategories { id } }',
    );
    expect(all.managedCategories.map(({ id }) => id)).toContain('light-and-glow');
    const elsewhere = (await shelves(creator(newId(), newId()))).galleryCategories;
    expect(elsewhere.map(({ title }) => title)).toContain('Drawn and painted');
    expect(elsewhere.map(({ id }) => id)).not.toContain('seasons');
    expect(await save({ id: 'No address', title: 'x' })).toMatchObject({ field: 'id' });
    expect(await save({ id: 'x', title: '' })).toMatchObject({ field: 'title' });
    expect(await save({ id: 'other', title: 'Other', isHidden: true })).toMatchObject({ field: 'isHidden' });
  });
});
