import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import type { GraphClient } from '@effect-studio/kernel/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { AdminApproved } from '@effect-studio/schema/events/notifications';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';

/** Stands for the gateway: two effect types, and footage that is a house clip or not. */
const houseClips = new Set<string>();
const asked: { scopes: readonly string[]; document: string }[] = [];
let isGraphDown = false;
const graph: GraphClient = {
  ask: async <Data>(call: { caller: Caller }, document: string, variables?: object) => {
    asked.push({ scopes: call.caller.scopes, document });
    if (isGraphDown) throw new StudioError('GRAPH_FAILED', 'the graph is down', { retryable: true });
    const type = (id: string, title: string, basePriceTokens: number) => ({
      id,
      title,
      description: `About ${title}.`,
      basePriceTokens,
    });
    const answer = document.includes('effectTypes')
      ? { effectTypes: [type('look-match', 'Look match', 30), type('cartoon', 'Cartoon', 45)] }
      : { video: { isHouseClip: houseClips.has(String((variables as { id: string }).id)) } };
    return answer as Data;
  },
};

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], { graph });
});
afterAll(() => studio.close());

const approve = async (submission: Submission, correlationId: string = newId()) => {
  const { runId, ownerId } = submission;
  const decision = { reviewItemId: newId(), runId, ownerId, decidedBy: newId(), submission };
  await studio.deliver('gallery', AdminApproved, runId, decision, { correlationId });
};
const publish = async (overrides: Partial<Submission> = {}) => {
  const submission = submissionOf(overrides);
  await approve(submission);
  await studio.settle();
  const [event] = await publishedEvents(submission.runId);
  return { submission, event: event! };
};
const publishedEvents = async (runId: string) =>
  (await studio.written('EffectPublished.v1')).filter((event) => event.aggregateId === runId);

const EFFECT = `query($slug: String!) { effect(slug: $slug) { id slug title description priceTokens isPublished previewUrl
  effectType { id } creator { id } revision { id number promptText composite workflows { digest workflow { id } } } } }`;
interface Found {
  effect: {
    id: string;
    title: string;
    previewUrl: string | null;
    revision: { id: string; number: number; workflows: unknown[] };
  } | null;
}
const find = async (slug: unknown, caller: Caller = ANONYMOUS) => {
  const { data, errors } = await studio.execute<Found>('gallery', caller, EFFECT, { slug });
  expect(errors).toBeUndefined();
  return data!.effect;
};
const LIST = `query($first: Int, $after: Cursor) { effects(first: $first, after: $after) {
  edges { cursor node { slug } } pageInfo { endCursor hasNextPage } } }`;
interface Listed {
  effects: {
    edges: { node: { slug: string } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}
const list = async (caller: Caller, variables: Record<string, unknown> = { first: 100 }) => {
  const { data, errors } = await studio.execute<Listed>('gallery', caller, LIST, variables);
  expect(errors).toBeUndefined();
  const { edges, pageInfo } = data!.effects;
  return { slugs: edges.map(({ node }) => node.slug), ...pageInfo };
};

describe('an approved result', () => {
  it('becomes an effect that anybody can see, with its pinned revision', async () => {
    const { submission, event } = await publish({ wish: 'Neon nights, please' });
    const effect = await find('neon-nights-please');
    expect(effect).toMatchObject({
      title: 'Neon nights, please',
      description: 'About Look match.',
      priceTokens: 30,
      isPublished: true,
      effectType: { id: 'look-match' },
      creator: { id: submission.ownerId },
      revision: {
        id: event.payload.revisionId,
        number: 1,
        composite: 0.82,
        promptText: 'A faded film look.',
      },
    });
    expect(effect!.revision.workflows).toEqual([
      { digest: 'b'.repeat(64), workflow: { id: 'look-match-balanced' } },
      { digest: 'a'.repeat(64), workflow: { id: 'look-match-fine' } },
    ]);
    expect((await list(ANONYMOUS)).slugs[0]).toBe('neon-nights-please');
  });

  it('is announced once, in the trace of its run, with the price of its effect type', async () => {
    const submission = submissionOf({ effectTypeId: 'cartoon', wish: 'comic book' });
    const correlationId = newId();
    await approve(submission, correlationId);
    await approve(submission, correlationId);
    await studio.settle();
    await approve(submission, correlationId);
    await studio.settle();
    const events = await publishedEvents(submission.runId);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      correlationId,
      payload: { slug: 'comic-book', priceTokens: 45, ownerId: submission.ownerId, effectTypeId: 'cartoon' },
    });
    expect((await list(ANONYMOUS)).slugs.filter((slug) => slug.startsWith('comic-book'))).toHaveLength(1);
  });

  it('is published once when two workers run its job', async () => {
    const submission = submissionOf({ wish: 'raced' });
    await approve(submission);
    const { publishEffect } = await import('./use-cases/publish-effect.ts');
    const nothingMore = () => Promise.resolve();
    await Promise.all([
      publishEffect(studio.call('gallery'), submission.runId, nothingMore),
      publishEffect(studio.call('gallery'), submission.runId, nothingMore),
    ]);
    expect(await publishedEvents(submission.runId)).toHaveLength(1);
  });

  it('takes the next free slug, also when two of a name are published at once', async () => {
    const twins = [
      submissionOf({ wish: 'Twin' }),
      submissionOf({ wish: 'Twin' }),
      submissionOf({ wish: 'twin!' }),
    ];
    for (const twin of twins) await approve(twin);
    const { publishEffect } = await import('./use-cases/publish-effect.ts');
    await Promise.all(
      twins.map((twin) => publishEffect(studio.call('gallery'), twin.runId, () => Promise.resolve())),
    );
    const slugs = (await list(ANONYMOUS)).slugs.filter((slug) => slug.startsWith('twin'));
    expect(slugs.sort()).toEqual(['twin', 'twin-2', 'twin-3']);
  });

  it('of the same content has the same revision, which effects share', async () => {
    const [first, second] = [await publish({ wish: 'one' }), await publish({ wish: 'two' })];
    const other = await publish({ wish: 'three', composite: 0.5 });
    expect(second.event.payload.revisionId).toBe(first.event.payload.revisionId);
    expect(other.event.payload.revisionId).not.toBe(first.event.payload.revisionId);
    expect((await find('two'))!.revision).toMatchObject({ id: first.event.payload.revisionId, number: 1 });
  });

  it('asks the graph as the platform', () => {
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ scopes }) => scopes.includes('internal'))).toBe(true);
  });
});

describe('a preview', () => {
  it('shows the creator’s own footage only with their consent', async () => {
    await publish({ wish: 'private footage' });
    await publish({ wish: 'shared footage', consentPublicPreview: true });
    expect((await find('private-footage'))!.previewUrl).toBeNull();
    expect((await find('shared-footage'))!.previewUrl).toContain('X-Amz-Signature');
  });

  it('shows footage of the studio', async () => {
    const footageVideoId = newId();
    houseClips.add(footageVideoId);
    await publish({ wish: 'house footage', footageVideoId });
    expect((await find('house-footage'))!.previewUrl).toContain('X-Amz-Signature');
  });
});

describe('a publication that cannot be made', () => {
  it('is tried again and then given up with PublishFailed', async () => {
    const submission = submissionOf({ wish: 'unreachable' });
    isGraphDown = true;
    await approve(submission);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await studio.runJobs('gallery');
      studio.clock.advance(600_000);
    }
    isGraphDown = false;
    const failures = await studio.written('PublishFailed.v1');
    expect(failures.filter((event) => event.aggregateId === submission.runId)).toHaveLength(1);
    expect(await publishedEvents(submission.runId)).toEqual([]);
    expect(await studio.deadLetters()).toContainEqual(
      expect.objectContaining({ owner: 'gallery', subject: 'publish' }),
    );
  });

  it('is given up at once when its effect type is gone', async () => {
    const submission = submissionOf({ effectTypeId: 'no-such-type' });
    await approve(submission);
    await studio.runJobs('gallery');
    const failures = await studio.written('PublishFailed.v1');
    expect(failures.some((event) => event.aggregateId === submission.runId)).toBe(true);
  });
});

describe('the listing', () => {
  it('pages by cursor, newest first, without gaps or repetition', async () => {
    studio.clock.advance(1_000);
    await publish({ wish: 'page older' });
    studio.clock.advance(1_000);
    await publish({ wish: 'page newer' });
    const all = (await list(ANONYMOUS)).slugs;
    expect(all.slice(0, 2)).toEqual(['page-newer', 'page-older']);
    const paged: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(ANONYMOUS, { first: 2, after });
      paged.push(...page.slugs);
      [after, hasNextPage] = [page.endCursor, page.hasNextPage];
    }
    expect(paged).toEqual(all);
  });

  it('refuses a cursor that is not its own', async () => {
    const { errors } = await studio.execute('gallery', ANONYMOUS, LIST, { after: 'x' });
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('shows nothing of another tenant', async () => {
    await publish({ wish: 'of this tenant' });
    const stranger = creator(newId(), newId());
    expect((await list(stranger)).slugs).toEqual([]);
    expect(await find('of-this-tenant', stranger)).toBeNull();
  });
});

describe('taking an effect out', () => {
  const UNPUBLISH = `mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename
    ... on Effect { isPublished slug } } }`;
  const takeOut = async (caller: Caller, input: Record<string, unknown>) =>
    studio.execute<{ unpublishEffect: { __typename: string } }>('gallery', caller, UNPUBLISH, {
      input: { reason: 'Rights are unclear.', idempotencyKey: newId(), ...input },
    });

  it('hides it from everybody but its owner and admins; its slug stays taken', async () => {
    const { submission, event } = await publish({ wish: 'gone soon' });
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
    expect(await find('gone-soon')).toBeNull();
    expect(await find('gone-soon', admin())).toBeNull();
    expect((await list(ANONYMOUS)).slugs).not.toContain('gone-soon');

    const REFERENCE = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Effect { slug revision { number } } } }`;
    const seenBy = async (caller: Caller) => {
      const { data } = await studio.execute<{ _entities: ({ slug: string } | null)[] }>(
        'gallery',
        caller,
        REFERENCE,
        { r: [{ __typename: 'Effect', id: effectId }] },
      );
      return data!._entities[0]?.slug ?? null;
    };
    expect(await seenBy(creator(submission.ownerId))).toBe('gone-soon');
    expect(await seenBy(admin())).toBe('gone-soon');
    expect([await seenBy(creator()), await seenBy(ANONYMOUS)]).toEqual([null, null]);

    const events = (await studio.written('EffectUnpublished.v1')).filter(
      (one) => one.aggregateId === effectId,
    );
    expect(events).toHaveLength(1);
    expect(events[0]!.payload).toMatchObject({
      unpublishedBy: reviewer.subjectId,
      reason: 'Rights are unclear.',
      title: 'Gone soon',
    });
    expect((await publish({ wish: 'gone soon' })).event.payload.slug).toBe('gone-soon-2');
  });

  it('is for admins, needs a reason and an effect', async () => {
    const { event } = await publish({ wish: 'stays' });
    const effectId = event.payload.effectId;
    const refused = await takeOut(creator(), { effectId });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await takeOut(admin(), { effectId, reason: ' ' })).data!.unpublishEffect.__typename).toBe(
      'InvalidInput',
    );
    expect((await takeOut(admin(), { effectId: newId() })).data!.unpublishEffect.__typename).toBe('NotFound');
    expect(await find('stays')).not.toBeNull();
  });
});

describe('the tables', () => {
  it('refuse to change or remove a revision, or to store one under another hash', async () => {
    await expect(studio.ownerPool.query(`update gallery.revision set content = '{}'`)).rejects.toThrow(
      /immutable/,
    );
    await expect(studio.ownerPool.query('delete from gallery.revision')).rejects.toThrow(/immutable/);
    const forge = `insert into gallery.revision (tenant_id, id, content, created_by, created_at) values ($1, $2, '{}', $1, $3)`;
    await expect(
      studio.ownerPool.query(forge, [newId(), 'a'.repeat(64), studio.clock.now()]),
    ).rejects.toThrow(/revision_id_check|check constraint/);
  });

  it('let nobody but the platform and admins write, not even an effect’s owner', async () => {
    const { submission, event } = await publish({ wish: 'not for editing' });
    const { insertEffect, unpublish } = await import('./persistence/effect-rows.ts');
    const owner = studio.call('gallery', creator(submission.ownerId));
    const effectId = String(event.payload.effectId);
    await expect(owner.db.transaction(owner, (tx) => unpublish(tx, effectId, 'mine'))).rejects.toThrow(
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
      publishedAt: studio.clock.now(),
    };
    await expect(
      owner.db.transaction(owner, (tx) => insertEffect(tx, forged, submission.ownerId)),
    ).rejects.toThrow(/row-level security/);
  });
});
