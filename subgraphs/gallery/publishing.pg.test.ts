import { newId } from '@effect-studio/kernel/ids';
import { PreviewRendered, ResultReady } from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';
import { publishEffect } from './use-cases/publish-effect.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

describe('an approved result', () => {
  it('becomes an effect that anybody can see, with its pinned revision', async () => {
    const { submission, event } = await gallery.publish({ wish: 'Neon nights, please' });
    const effect = await gallery.find('neon-nights-please');
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
    expect((await gallery.list()).slugs[0]).toBe('neon-nights-please');
  });

  it('is announced once, in the trace of its run, with the price of its effect type', async () => {
    const submission = submissionOf({ effectTypeId: 'cartoon', wish: 'comic book' });
    const correlationId = newId();
    await gallery.approve(submission, correlationId);
    await gallery.approve(submission, correlationId);
    await gallery.studio.settle();
    await gallery.approve(submission, correlationId);
    await gallery.studio.settle();
    const events = await gallery.publishedEvents(submission.runId);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      correlationId,
      payload: { slug: 'comic-book', priceTokens: 45, ownerId: submission.ownerId, effectTypeId: 'cartoon' },
    });
    expect((await gallery.list()).slugs.filter((slug) => slug.startsWith('comic-book'))).toHaveLength(1);
  });

  it('is published once when several workers run its job', async () => {
    for (let round = 0; round < 5; round += 1) {
      const submission = submissionOf({ wish: 'raced' });
      await gallery.approve(submission);
      const work = () =>
        publishEffect(gallery.studio.call('gallery'), submission.runId, () => Promise.resolve());
      await Promise.all([work(), work(), work(), work()]);
      expect(await gallery.publishedEvents(submission.runId)).toHaveLength(1);
    }
  });

  it('takes the next free slug, also when two of a name are published at once', async () => {
    const twins = [
      submissionOf({ wish: 'Twin' }),
      submissionOf({ wish: 'Twin' }),
      submissionOf({ wish: 'twin!' }),
    ];
    for (const twin of twins) await gallery.approve(twin);
    await Promise.all(
      twins.map((twin) => publishEffect(gallery.studio.call('gallery'), twin.runId, () => Promise.resolve())),
    );
    const slugs = (await gallery.list()).slugs.filter((slug) => slug.startsWith('twin'));
    expect(slugs.sort()).toEqual(['twin', 'twin-2', 'twin-3']);
  });

  it('of the same content has the same revision, which effects share', async () => {
    const [first, second] = [await gallery.publish({ wish: 'one' }), await gallery.publish({ wish: 'two' })];
    const other = await gallery.publish({ wish: 'three', composite: 0.5 });
    expect(second.event.payload.revisionId).toBe(first.event.payload.revisionId);
    expect(other.event.payload.revisionId).not.toBe(first.event.payload.revisionId);
    expect((await gallery.find('two'))!.revision).toMatchObject({
      id: first.event.payload.revisionId,
      number: 1,
    });
  });

  it('asks the graph as the platform', () => {
    const kinds = new Set(gallery.graph.askedAs.map(({ kind }) => kind));
    expect([...kinds]).toEqual(['system']);
  });
});

describe('a preview', () => {
  it('shows the creator’s own footage only with their consent', async () => {
    await gallery.publish({ wish: 'private footage' });
    await gallery.publish({ wish: 'shared footage', consentPublicPreview: true });
    expect((await gallery.find('private-footage'))!.previewUrl).toBeNull();
    expect((await gallery.find('shared-footage'))!.previewUrl).toMatch(/\/media\/.*signature=/);
  });

  it('shows footage of the studio', async () => {
    const footageVideoId = newId();
    gallery.graph.houseClips.add(footageVideoId);
    await gallery.publish({ wish: 'house footage', footageVideoId });
    expect((await gallery.find('house-footage'))!.previewUrl).toMatch(/\/media\/.*signature=/);
  });
});

describe('a publication that cannot be made', () => {
  it('is tried again and then given up with PublishFailed', async () => {
    const submission = submissionOf({ wish: 'unreachable' });
    gallery.graph.isDown = true;
    await gallery.approve(submission);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await gallery.studio.runJobs('gallery');
      gallery.studio.clock.advance(600_000);
    }
    gallery.graph.isDown = false;
    const failures = await gallery.studio.written('PublishFailed.v1');
    expect(failures.filter((event) => event.aggregateId === submission.runId)).toHaveLength(1);
    expect(await gallery.publishedEvents(submission.runId)).toEqual([]);
    expect(await gallery.studio.deadLetters()).toContainEqual(
      expect.objectContaining({ owner: 'gallery', subject: 'publish' }),
    );
  });

  it('is given up at once when its effect type is gone', async () => {
    const submission = submissionOf({ effectTypeId: 'no-such-type' });
    await gallery.approve(submission);
    await gallery.studio.runJobs('gallery');
    const failures = await gallery.studio.written('PublishFailed.v1');
    expect(failures.some((event) => event.aggregateId === submission.runId)).toBe(true);
  });
});

describe('a published effect that is used', () => {
  const TO_RUN = 'query ($id: ID!) { effectToRun(id: $id) { useCount revision { id content } } }';
  const toRun = async (id: string) => {
    const { data, errors } = await gallery.studio.execute('gallery', creator(), TO_RUN, { id });
    expect(errors).toBeUndefined();
    return (data as { effectToRun: object | null }).effectToRun;
  };
  const result = (effectId?: string) => ({
    ...{ runId: newId(), ownerId: newId(), candidateTaskId: newId(), finishTaskId: newId() },
    ...{ providerId: 'cpu-swift', workflowId: 'look-match-fast', effectTypeId: 'look-match' },
    ...{ outputKey: 'outputs/a.mp4', outputSha256: 'ab'.repeat(32), composite: 0.8, chargeTokens: 10 },
    quality: { fidelity: 0.8, artifacts: 0.8, styleAdherence: 0.8, temporalConsistency: 0.8 },
    legTaskIds: [],
    ...(effectId ? { effectId } : {}),
  });

  it('tells what its revision pins, and counts the results that passed', async () => {
    const { event } = await gallery.publish({ wish: 'used often' });
    const effectId = String(event.payload.effectId);
    expect(await toRun(effectId)).toMatchObject({
      useCount: 0,
      revision: { id: event.payload.revisionId, content: { effectTypeId: 'look-match', contentVersion: 1 } },
    });
    await gallery.studio.deliver('gallery', ResultReady, newId(), result(effectId));
    await gallery.studio.deliver('gallery', ResultReady, newId(), result());
    expect(await toRun(effectId)).toMatchObject({ useCount: 1 });
  });

  it('is not offered under an id that is none', async () => {
    expect(await toRun(newId())).toBeNull();
    expect(await toRun('x')).toBeNull();
  });
});

describe('an effect whose footage is not to be shown', () => {
  const rendered = (effectId: string, revisionId: string) => ({
    ...{ runId: newId(), ownerId: newId(), effectId, revisionId },
    ...{ outputKey: 'outputs/house.mp4', outputSha256: 'ab'.repeat(32) },
  });
  const requestsOf = async (effectId: string) =>
    (await gallery.studio.written('PreviewRequested.v1')).filter(
      ({ payload }) => payload.effectId === effectId,
    );

  it('is asked to be rendered on a clip of the house, and shows that', async () => {
    const { event } = await gallery.publish({ wish: 'shown on the house' });
    const [effectId, revisionId] = [String(event.payload.effectId), String(event.payload.revisionId)];
    expect((await gallery.find('shown-on-the-house'))!.previewUrl).toBeNull();
    expect(await requestsOf(effectId)).toMatchObject([
      {
        budgetContext: 'system_test',
        payload: { revisionId, effectTypeId: 'look-match', promptVariant: { text: '' } },
      },
    ]);
    // The run is the platform's: nothing that its creator said goes with it.
    expect(JSON.stringify(await requestsOf(effectId))).not.toMatch(/shown on the house|faded film/i);
    const houseClipId = newId();
    const of = (revision: string) => ({ ...rendered(effectId, revision), footageVideoId: houseClipId });
    await gallery.studio.deliver('gallery', PreviewRendered, newId(), of('cd'.repeat(32)));
    expect((await gallery.find('shown-on-the-house'))!.previewUrl).toBeNull();
    await gallery.studio.deliver('gallery', PreviewRendered, newId(), of(revisionId));
    const shown = (await gallery.find('shown-on-the-house'))!;
    expect(shown.previewUrl).toContain('outputs/house.mp4');
    expect(shown.previewFootage).toEqual({ id: houseClipId });
  });

  it('is not rendered again where the creator agreed to be seen', async () => {
    const { event } = await gallery.publish({ wish: 'seen as it is', consentPublicPreview: true });
    expect(await requestsOf(String(event.payload.effectId))).toEqual([]);
    // What they agreed to is the result: the footage itself stays theirs.
    expect(await gallery.find('seen-as-it-is')).toMatchObject({
      previewUrl: expect.any(String),
      previewFootage: null,
    });
  });
});
