import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import type { StudioEdge } from '@effect-studio/kernel/objects/media-edge';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

const execute = async <Data>(caller: Caller, document: string, variables: Record<string, unknown>) => {
  const { data, errors } = await gallery.studio.execute<Data>('gallery', caller, document, variables);
  expect(errors).toBeUndefined();
  return data!;
};
const REPORT = `mutation($input: ReportEffectInput!) { answer: reportEffect(input: $input) { __typename
  ... on EffectReport { id } ... on InvalidInput { field } } }`;
const DECIDE = `mutation($input: DecideEffectReportInput!) { answer: decideEffectReport(input: $input) { __typename
  ... on EffectReport { status decision } } }`;
interface Answer {
  answer: { __typename: string; id?: string; field?: string; status?: string };
}
const report = async (caller: Caller, input: object) =>
  (await execute<Answer>(caller, REPORT, { input: { ground: 'RIGHTS', idempotencyKey: newId(), ...input } }))
    .answer;
const decide = async (input: object, caller: Caller = admin()) =>
  (
    await execute<Answer>(caller, DECIDE, {
      input: { reason: 'Looked at.', idempotencyKey: newId(), ...input },
    })
  ).answer;
const QUEUE = `query($status: ReportStatus!, $after: Cursor) { effectReports(status: $status, first: 1, after: $after) {
  edges { node { id ground details status decision reporter { id } effect { slug isPublished } } } pageInfo { endCursor hasNextPage } } }`;
interface Queue {
  effectReports: {
    edges: { node: { id: string; decision: string | null; effect: { slug: string } } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}
const queue = async (status: string, caller: Caller = admin()) => {
  const found: Queue['effectReports']['edges'][number]['node'][] = [];
  for (let after: string | null = null; ; ) {
    const { effectReports }: Queue = await execute<Queue>(caller, QUEUE, { status, after });
    found.push(...effectReports.edges.map(({ node }) => node));
    after = effectReports.pageInfo.endCursor;
    if (!effectReports.pageInfo.hasNextPage) return found;
  }
};
const mine = async (effectId: string, caller: Caller) =>
  (
    await execute<{ myEffectReport: { status: string; decision: string | null } | null }>(
      caller,
      'query($effectId: ID!) { myEffectReport(effectId: $effectId) { status decision } }',
      { effectId },
    )
  ).myEffectReport;

describe('a report', () => {
  it('waits in the queue of admins, oldest first; the effect stays meanwhile', async () => {
    const { event } = await gallery.publish({ wish: 'Reported' });
    const effectId = String(event.payload.effectId);
    const [anna, ben] = [creator(), creator()];
    const first = await report(anna, { effectId, details: ' It is mine. ' });
    const second = await report(ben, { effectId, ground: 'PERSON' });
    const ids = (await queue('OPEN')).map(({ id }) => id);
    expect(ids.indexOf(first.id!)).toBeLessThan(ids.indexOf(second.id!));
    expect((await queue('OPEN')).find(({ id }) => id === first.id)).toMatchObject({
      ground: 'RIGHTS',
      details: 'It is mine.',
      reporter: { id: anna.subjectId },
      effect: { slug: 'reported', isPublished: true },
    });
    expect(await gallery.find('reported')).not.toBeNull();
    expect(await mine(effectId, anna)).toEqual({ status: 'OPEN', decision: null });
    expect(await mine(effectId, creator())).toBeNull();
    expect(await queue('OPEN', { ...admin(), tenantId: newId() })).toEqual([]);
  });

  it('is made once per person until it is decided, about what is published, with words where they are needed', async () => {
    const { event } = await gallery.publish({ wish: 'Once' });
    const effectId = String(event.payload.effectId);
    const anna = creator();
    const first = await report(anna, { effectId });
    expect(await report(anna, { effectId })).toMatchObject({ __typename: 'InvalidState' });
    await decide({ reportId: first.id, isUpheld: false });
    expect(await report(anna, { effectId })).toMatchObject({ __typename: 'EffectReport' });
    expect(await report(anna, { effectId: newId() })).toMatchObject({ __typename: 'NotFound' });
    expect(await report(anna, { effectId, ground: 'OTHER' })).toMatchObject({ field: 'details' });
    expect(await report(anna, { effectId, details: 'x'.repeat(501) })).toMatchObject({ field: 'details' });
    const byVisitor = await gallery.studio.execute(
      'gallery',
      { ...anna, kind: 'anonymous', scopes: [] },
      REPORT,
      {
        input: { effectId, ground: 'RIGHTS', idempotencyKey: newId() },
      },
    );
    expect(byVisitor.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});

describe('a decision', () => {
  it('to take out hides the effect, drops its media, tells its creator why, and answers all who reported it', async () => {
    const { submission, event } = await gallery.publish({ wish: 'Taken down', consentPublicPreview: true });
    const effectId = String(event.payload.effectId);
    const [anna, ben, reviewer] = [creator(), creator(), admin()];
    const reportId = await gallery.report(effectId, anna);
    await gallery.report(effectId, ben);
    const reason = 'It shows a film that is not theirs.';
    expect(await decide({ reportId, isUpheld: true, reason }, reviewer)).toMatchObject({
      __typename: 'EffectReport',
      status: 'UPHELD',
      decision: reason,
    });
    await gallery.studio.settle();
    expect(await gallery.find('taken-down')).toBeNull();
    expect(await mine(effectId, anna)).toEqual({ status: 'UPHELD', decision: reason });
    expect(await mine(effectId, ben)).toEqual({ status: 'UPHELD', decision: reason });
    const edge = gallery.studio.call('gallery').media as StudioEdge;
    expect(await edge.isPurged({ scope: effectId, key: submission.outputKey })).toBe(true);
    const told = (await gallery.studio.written('EffectUnpublished.v1')).filter(
      (one) => one.aggregateId === effectId,
    );
    expect(told).toHaveLength(1);
    expect(told[0]!.payload).toMatchObject({
      ownerId: submission.ownerId,
      reason,
      unpublishedBy: reviewer.subjectId,
    });
    expect(await report(creator(), { effectId })).toMatchObject({ __typename: 'NotFound' });
  });

  it('to dismiss leaves the effect and the other reports', async () => {
    const { event } = await gallery.publish({ wish: 'Left alone' });
    const effectId = String(event.payload.effectId);
    const [anna, ben] = [creator(), creator()];
    const reportId = await gallery.report(effectId, anna);
    await gallery.report(effectId, ben);
    expect(await decide({ reportId, isUpheld: false })).toMatchObject({ status: 'DISMISSED' });
    expect(await gallery.find('left-alone')).not.toBeNull();
    expect([(await mine(effectId, anna))!.status, (await mine(effectId, ben))!.status]).toEqual([
      'DISMISSED',
      'OPEN',
    ]);
    expect((await queue('DISMISSED')).map(({ id }) => id)).toContain(reportId);
  });

  it('is made once, also by two admins at once about two reports of one effect', async () => {
    const { event } = await gallery.publish({ wish: 'Contested' });
    const effectId = String(event.payload.effectId);
    const reportIds = [await gallery.report(effectId), await gallery.report(effectId)];
    const decided = await Promise.all(reportIds.map((reportId) => decide({ reportId, isUpheld: true })));
    expect(decided.map(({ __typename }) => __typename).sort()).toEqual(['EffectReport', 'InvalidState']);
    const told = (await gallery.studio.written('EffectUnpublished.v1')).filter(
      (one) => one.aggregateId === effectId,
    );
    expect(told).toHaveLength(1);
    expect(await decide({ reportId: newId(), isUpheld: true })).toMatchObject({ __typename: 'NotFound' });
    expect(await decide({ reportId: reportIds[0], isUpheld: true, reason: ' ' })).toMatchObject({
      __typename: 'InvalidInput',
    });
    const byPerson = await gallery.studio.execute('gallery', creator(), DECIDE, {
      input: { reportId: reportIds[0], isUpheld: true, reason: 'mine', idempotencyKey: newId() },
    });
    expect(byPerson.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
