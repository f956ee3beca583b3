import { ANONYMOUS } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

/** Changes a row behind the back of everything that tells of changes: what is read afterwards shows whether it was kept. */
const meddle = async (slug: string, title: string): Promise<void> => {
  const client = await gallery.studio.ownerPool.connect();
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query('update gallery.effect set title = $2 where slug = $1', [slug, title]);
  await client.query('commit');
  client.release();
};
const title = async (slug: string, caller = ANONYMOUS): Promise<string | undefined> => {
  const document = 'query($slug: String!) { effect(slug: $slug) { title } }';
  const { data } = await gallery.studio.execute<{ effect: { title: string } | null }>(
    'gallery',
    caller,
    document,
    { slug },
  );
  return data!.effect?.title;
};

describe('a view of the gallery', () => {
  it('is kept for everybody of the tenant until something changes', async () => {
    await gallery.publish({ wish: 'Kept' });
    expect(await title('kept')).toBe('Kept');
    await meddle('kept', 'Meddled');
    expect([await title('kept'), await title('kept', creator())]).toEqual(['Kept', 'Kept']);
    expect(await title('kept', creator(newId(), newId()))).toBeUndefined();
    await gallery.publish({ wish: 'Something else' });
    expect(await title('kept')).toBe('Meddled');
  });

  it('of what is not there is there as soon as it is published', async () => {
    expect(await title('not-yet')).toBeUndefined();
    await gallery.publish({ wish: 'Not yet' });
    expect(await title('not-yet')).toBe('Not yet');
  });

  it('is old when an effect is taken out, and when a shelf is renamed', async () => {
    const { event } = await gallery.publish({ wish: 'Short-lived' });
    expect((await gallery.list()).slugs).toContain('short-lived');
    const OUT = 'mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename } }';
    const input = { effectId: event.payload.effectId, reason: 'Rights.', idempotencyKey: newId() };
    await gallery.studio.execute('gallery', admin(), OUT, { input });
    expect((await gallery.list()).slugs).not.toContain('short-lived');
    expect(await title('short-lived')).toBeUndefined();
  });
});
