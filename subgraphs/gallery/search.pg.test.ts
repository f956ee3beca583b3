import { ANONYMOUS } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLDING } from './persistence/postgres-effect-index.ts';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
  const looks: [wish: string, effectTypeId: string, style: object][] = [
    ['Amber dusk', 'look-match', { temperature: 0.06, saturation: 0.2 }],
    ['Comic amber heroes', 'cartoon', { saturation: 0.2 }],
    ['Painted night', 'cartoon', { key: 0.2, grain: 5 }],
    ['Timber house', 'look-match', {}],
  ];
  for (const [wish, effectTypeId, styleDescriptor] of looks) {
    gallery.studio.clock.advance(1_000);
    await gallery.publish({ wish, effectTypeId, styleDescriptor: styleDescriptor as Record<string, number> });
  }
});
afterAll(() => gallery.studio.close());

const FIND = `query($filter: EffectFilter, $order: EffectOrder, $first: Int, $after: Cursor) {
  effects(filter: $filter, order: $order, first: $first, after: $after) {
    isApproximate edges { cursor node { title } } pageInfo { endCursor hasNextPage } } }`;
interface Found {
  effects: {
    isApproximate: boolean;
    edges: { cursor: string; node: { title: string } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}
const find = async (filter: object, more: object = {}, caller = ANONYMOUS) => {
  const variables = { filter, order: 'RELEVANCE', ...more };
  const { data, errors } = await gallery.studio.execute<Found>('gallery', caller, FIND, variables);
  expect(errors).toBeUndefined();
  const { edges, isApproximate, pageInfo } = data!.effects;
  return { titles: edges.map(({ node }) => node.title), isApproximate, pageInfo };
};

describe('a search', () => {
  it('puts first what holds the words where they count most', async () => {
    // Every look match is described by a sentence with "match" in it; only one has the word as its title.
    await gallery.publish({ wish: 'Match point', effectTypeId: 'cartoon', styleDescriptor: {} });
    expect((await find({ search: 'match' })).titles[0]).toBe('Match point');
    expect((await find({ search: 'match' })).titles).toContain('Amber dusk');
  });

  it('finds beginnings, other forms, and tags', async () => {
    expect((await find({ search: 'amb' })).titles.sort()).toEqual(['Amber dusk', 'Comic amber heroes']);
    expect((await find({ search: 'paint' })).titles).toEqual(['Painted night']);
    expect((await find({ search: 'painting' })).titles).toEqual(['Painted night']);
    expect((await find({ search: 'grainy' })).titles).toEqual(['Painted night']);
    expect((await find({ search: 'hero amber' })).titles).toEqual(['Comic amber heroes']);
  });

  it('forgives a slip only where nothing holds the words, says so, and goes on in that way', async () => {
    const exact = await find({ search: 'amber' });
    expect(exact).toMatchObject({ isApproximate: false });
    expect(exact.titles).not.toContain('Timber house');
    const slip = await find({ search: 'ambre' });
    expect(slip.isApproximate).toBe(true);
    expect(slip.titles).toEqual(expect.arrayContaining(['Amber dusk', 'Comic amber heroes']));
    const paged: string[] = [];
    for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
      const page: Awaited<ReturnType<typeof find>> = await find({ search: 'ambre' }, { first: 1, after });
      paged.push(...page.titles);
      [after, hasNextPage] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(paged).toEqual(slip.titles);
    expect(await find({ search: 'zzzzqqq' })).toMatchObject({ titles: [], isApproximate: false });
  });

  it('takes what would be an operator as plain text', async () => {
    for (const search of ["' | !", '& amber :*', '%', '\\', '<->']) {
      const { errors } = await gallery.studio.execute('gallery', ANONYMOUS, FIND, { filter: { search } });
      expect(errors).toBeUndefined();
    }
  });

  it('stays within the tenant and what is published', async () => {
    const stranger = creator(newId(), newId());
    expect((await find({ search: 'amber' }, {}, stranger)).titles).toEqual([]);
    const { submission, event } = await gallery.publish({ wish: 'Withdrawn amber', styleDescriptor: {} });
    const OUT = 'mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename } }';
    const input = { effectId: event.payload.effectId, reason: 'Rights.', idempotencyKey: newId() };
    await gallery.studio.execute('gallery', admin(), OUT, { input });
    const owner = creator(submission.ownerId);
    expect((await find({ search: 'withdrawn' }, {}, owner)).titles).toEqual([]);
  });
});

describe('shelves and tags', () => {
  it('narrow the gallery together with a search', async () => {
    expect((await find({ categoryId: 'drawn' })).titles).toEqual(
      expect.arrayContaining(['Comic amber heroes', 'Painted night']),
    );
    expect((await find({ categoryId: 'drawn', search: 'amber' })).titles).toEqual(['Comic amber heroes']);
    expect((await find({ tags: ['Warm', 'vivid'] })).titles).toEqual(['Amber dusk']);
    expect((await find({ tags: ['warm', 'dark'] })).titles).toEqual([]);
  });
});

describe('the words of published effects', () => {
  it('are looked up in their indices, although the rules of the rows hold for whoever asks', async () => {
    const ctx = gallery.studio.call('gallery', ANONYMOUS);
    const values = [
      null,
      null,
      20,
      'RELEVANCE',
      null,
      null,
      [],
      'amber:*',
      ['%amber%'],
      '%amber%',
      ctx.caller.tenantId,
    ];
    const plan = await ctx.db.transaction(ctx, async (tx) => {
      // There are few rows here, which PostgreSQL would rather read; where it may not use an index it reads them all the same.
      await tx.rows(sql('test-no-seqscan', 'set local enable_seqscan = off'));
      await tx.rows(sql('test-no-indexscan', 'set local enable_indexscan = off'));
      return tx.rows(sql('test-explain-search', `explain (format json) ${HOLDING.text}`), values);
    });
    const words = JSON.stringify(plan);
    expect(words).toContain('search_entry_words');
    expect(words).toContain('search_entry_pieces');
  });

  it('are found only while the effect is in the gallery, and by its words of now', async () => {
    const { event } = await gallery.publish({ wish: 'Violet hour' });
    const effectId = String(event.payload.effectId);
    expect((await find({ search: 'violet' })).titles).toEqual(['Violet hour']);
    await gallery.act(
      'editEffectListing',
      { effectId, title: 'Indigo hour', description: '', categoryId: 'other', tags: [] },
      admin(),
    );
    expect((await find({ search: 'violet' })).titles).not.toContain('Indigo hour');
    expect((await find({ search: 'indigo' })).titles).toEqual(['Indigo hour']);
    await gallery.takeOut(effectId);
    expect((await find({ search: 'indigo' })).titles).toEqual([]);
    await gallery.act('republishEffect', { effectId, reason: 'A mistake.' }, admin());
    expect((await find({ search: 'indigo' })).titles).toEqual(['Indigo hour']);
  });

  it('of another tenant are not found', async () => {
    const elsewhere = { ...ANONYMOUS, tenantId: newId() };
    expect((await find({ search: 'amber' }, {}, elsewhere)).titles).toEqual([]);
  });
});
