import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import type { RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import type { StudioEdge } from '@effect-studio/kernel/objects/media-edge';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertEffect, unpublish } from './persistence/effect-rows.ts';
import { TestGallery } from './test-gallery.ts';
import { keepPurged } from './workers/purge-media.ts';

/** What an owner or an admin sees of an effect that was taken out. */
interface Seen {
  slug: string;
  previewUrl: string | null;
}

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

describe('the listing', () => {
  it('pages by cursor, newest first, without gaps or repetition', async () => {
    gallery.studio.clock.advance(1_000);
    await gallery.publish({ wish: 'page older' });
    gallery.studio.clock.advance(1_000);
    await gallery.publish({ wish: 'page newer' });
    const all = (await gallery.list()).slugs;
    expect(all.slice(0, 2)).toEqual(['page-newer', 'page-older']);
    const paged: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const page: Awaited<ReturnType<TestGallery['list']>> = await gallery.list(ANONYMOUS, {
        first: 2,
        after,
      });
      paged.push(...page.slugs);
      [after, hasNextPage] = [page.endCursor, page.hasNextPage];
    }
    expect(paged).toEqual(all);
  });

  it('finds words and kinds, and pages in every order', async () => {
    for (const wish of ['Amber 100% dusk', 'amber dawn', 'Blue dusk']) {
      gallery.studio.clock.advance(1_000);
      await gallery.publish({ wish });
    }
    const FOUND = `query($filter: EffectFilter, $order: EffectOrder, $after: Cursor) {
      effects(first: 1, filter: $filter, order: $order, after: $after) {
        edges { cursor node { title priceTokens } } pageInfo { hasNextPage } } }`;
    interface Found {
      effects: {
        edges: { cursor: string; node: { title: string; priceTokens: number } }[];
        pageInfo: { hasNextPage: boolean };
      };
    }
    const all = async (asked: Record<string, unknown>): Promise<Found['effects']['edges']> => {
      const found: Found['effects']['edges'] = [];
      for (let after: string | null = null; ; ) {
        const variables: Record<string, unknown> = { ...asked, after };
        const { data } = await gallery.studio.execute<Found>('gallery', ANONYMOUS, FOUND, variables);
        const { edges, pageInfo }: Found['effects'] = data!.effects;
        found.push(...edges);
        after = edges.at(-1)?.cursor ?? null;
        if (!pageInfo.hasNextPage) return found;
      }
    };
    const titles = async (asked: Record<string, unknown>) => (await all(asked)).map(({ node }) => node.title);
    expect(await titles({ filter: { search: ' AMBER  dusk' } })).toEqual(['Amber 100% dusk']);
    expect(await titles({ filter: { search: '0% d' } })).toEqual(['Amber 100% dusk']);
    expect(await titles({ filter: { search: 'amber' } })).toEqual(['Amber dawn', 'Amber 100% dusk']);
    expect(await titles({ filter: { effectTypeId: 'nothing-of-the-kind' } })).toEqual([]);
    const everything = (await gallery.list(ANONYMOUS, { first: 100 })).slugs.length;
    for (const order of ['CHEAPEST', 'MOST_USED']) expect(await titles({ order })).toHaveLength(everything);
    const prices = (await all({ order: 'CHEAPEST' })).map(({ node }) => node.priceTokens);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    const [cheapest] = await all({ order: 'CHEAPEST' });
    const other = await gallery.studio.execute('gallery', ANONYMOUS, FOUND, {
      order: 'MOST_USED',
      after: cheapest!.cursor,
    });
    expect(other.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('refuses a cursor that is not its own', async () => {
    const { errors } = await gallery.studio.execute(
      'gallery',
      ANONYMOUS,
      '{ effects(after: "x") { edges { cursor } } }',
    );
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('shows nothing of another tenant', async () => {
    await gallery.publish({ wish: 'of this tenant' });
    const stranger = creator(newId(), newId());
    expect((await gallery.list(stranger)).slugs).toEqual([]);
    expect(await gallery.find('of-this-tenant', stranger)).toBeNull();
  });
});

describe('taking an effect out', () => {
  const UNPUBLISH = `mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename
    ... on Effect { isPublished slug } } }`;
  const takeOut = async (caller: Caller, input: Record<string, unknown>) =>
    gallery.studio.execute<{ unpublishEffect: { __typename: string } }>('gallery', caller, UNPUBLISH, {
      input: { reason: 'Rights are unclear.', idempotencyKey: newId(), ...input },
    });

  it('hides it from everybody but its owner and admins; its slug stays taken', async () => {
    const { submission, event } = await gallery.publish({ wish: 'gone soon', consentPublicPreview: true });
    const effectId = event.payload.effectId;
    const [reviewer, idempotencyKey] = [admin(), newId()];
    const first = await takeOut(reviewer, { effectId, idempotencyKey });
    expect(first.data!.unpublishEffect).toEqual({
      __typename: 'Effect',
      isPublished: false,
      slug: 'gone-soon',
    });
    expect((await takeOut(reviewer, { effectId, idempotencyKey })).data).toEqual(first.data);
    expect((await takeOut(reviewer, { effectId })).data!.unpublishEffect.__typename).toBe('InvalidState');
    expect(await gallery.find('gone-soon')).toBeNull();
    expect(await gallery.find('gone-soon', admin())).toBeNull();
    expect((await gallery.list()).slugs).not.toContain('gone-soon');

    // Whoever holds an address of its picture gets nothing any more, also after Redis forgot.
    const edge = gallery.studio.call('gallery').media as StudioEdge;
    const picture = { scope: String(effectId), key: submission.outputKey };
    await gallery.studio.settle();
    expect(await edge.isPurged(picture)).toBe(true);
    await gallery.studio.call('gallery').redis.flushdb();
    await keepPurged.run(gallery.studio.call('gallery'), {} as RunningJob);
    expect(await edge.isPurged(picture)).toBe(true);

    const REFERENCE = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Effect { slug previewUrl revision { number } } } }`;
    const seenBy = async (caller: Caller) => {
      const { data } = await gallery.studio.execute<{ _entities: (Seen | null)[] }>(
        'gallery',
        caller,
        REFERENCE,
        { r: [{ __typename: 'Effect', id: effectId }] },
      );
      return data!._entities[0] ?? null;
    };
    expect(await seenBy(creator(submission.ownerId))).toMatchObject({ slug: 'gone-soon', previewUrl: null });
    const byAdmin = await seenBy(admin());
    expect(byAdmin).toMatchObject({ slug: 'gone-soon' });
    expect(byAdmin!.previewUrl).not.toContain('/media/');
    expect([await seenBy(creator()), await seenBy(ANONYMOUS)]).toEqual([null, null]);

    const events = (await gallery.studio.written('EffectUnpublished.v1')).filter(
      (one) => one.aggregateId === effectId,
    );
    expect(events).toHaveLength(1);
    expect(events[0]!.payload).toMatchObject({
      unpublishedBy: reviewer.subjectId,
      reason: 'Rights are unclear.',
      title: 'Gone soon',
    });
    expect((await gallery.publish({ wish: 'gone soon' })).event.payload.slug).toBe('gone-soon-2');
  });

  it('is for admins, needs a reason and an effect', async () => {
    const { event } = await gallery.publish({ wish: 'stays' });
    const effectId = event.payload.effectId;
    const refused = await takeOut(creator(), { effectId });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await takeOut(admin(), { effectId, reason: ' ' })).data!.unpublishEffect.__typename).toBe(
      'InvalidInput',
    );
    expect((await takeOut(admin(), { effectId: newId() })).data!.unpublishEffect.__typename).toBe('NotFound');
    expect(await gallery.find('stays')).not.toBeNull();
  });
});

describe('the tables', () => {
  it('refuse to change or remove a revision, or to store one under another hash', async () => {
    await expect(
      gallery.studio.ownerPool.query(`update gallery.revision set content = '{}'`),
    ).rejects.toThrow(/immutable/);
    await expect(gallery.studio.ownerPool.query('delete from gallery.revision')).rejects.toThrow(/immutable/);
    const forge = `insert into gallery.revision (tenant_id, id, content, created_by, created_at) values ($1, $2, '{}', $1, $3)`;
    await expect(
      gallery.studio.ownerPool.query(forge, [newId(), 'a'.repeat(64), gallery.studio.clock.now()]),
    ).rejects.toThrow(/revision_id_check|check constraint/);
  });

  it('let nobody but the platform and admins write, not even an effect’s owner', async () => {
    const { submission, event } = await gallery.publish({ wish: 'not for editing' });
    const owner = gallery.studio.call('gallery', creator(submission.ownerId));
    const effectId = String(event.payload.effectId);
    const mine = { unpublishedBy: submission.ownerId, reason: 'mine', takenOutBy: 'CREATOR' } as const;
    await expect(owner.db.transaction(owner, (tx) => unpublish(tx, effectId, mine))).rejects.toThrow(
      /0 rows/,
    );
    const forged = {
      id: newId(),
      ownerId: submission.ownerId,
      runId: newId(),
      slug: 'forged',
      title: 'Forged',
      description: '',
      effectTypeId: 'look-match',
      priceTokens: 0,
      isPublished: true,
      revisionId: String(event.payload.revisionId),
      previewKey: null,
      publishedAt: gallery.studio.clock.now(),
      useCount: 0,
      categoryId: 'other',
      tags: [],
    };
    await expect(
      owner.db.transaction(owner, (tx) => insertEffect(tx, forged, submission.ownerId)),
    ).rejects.toThrow(/row-level security/);
  });
});
