import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { AdminApproved } from '@effect-studio/schema/events/notifications';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio, type TestStudioOptions, type WrittenEvent } from '@effect-studio/testing/test-studio';
import type { ExecutionResult } from 'graphql';
import subgraph from './subgraph.ts';

/** Stands for the gateway in tests: two effect types, and footage that is a house clip or not. */
export class FakeGraph implements GraphClient {
  readonly houseClips = new Set<string>();
  readonly askedAs: Caller[] = [];
  /** Of a run that renders a candidate anew: the run that it is made from. */
  readonly rerenderOf = new Map<string, string>();
  isDown = false;

  ask<Data>(call: { caller: Caller }, document: string, variables: object = {}): Promise<Data> {
    this.askedAs.push(call.caller);
    if (this.isDown) {
      return Promise.reject(new StudioError('GRAPH_FAILED', 'the graph is down', { retryable: true }));
    }
    const effectTypes = [
      { id: 'look-match', title: 'Look match', description: 'About Look match.' },
      { id: 'cartoon', title: 'Cartoon', description: 'About Cartoon.' },
    ];
    const id = 'id' in variables ? String(variables.id) : '';
    if (document.includes('rerenderOf')) {
      const earlier = this.rerenderOf.get(id);
      return Promise.resolve({ run: { rerenderOf: earlier ? { run: { id: earlier } } : null } } as Data);
    }
    const video = { isHouseClip: this.houseClips.has(id) };
    return Promise.resolve(
      (document.includes('effectTypes')
        ? { effectTypes, quoteRun: { amountTokens: id === 'cartoon' ? 45 : 30, rateCardVersion: 1 } }
        : { video }) as Data,
    );
  }
}

const EFFECT = `query($slug: String!) { effect(slug: $slug) { id slug title description priceTokens isPublished previewUrl previewFootage { id }
  effectType { id } creator { id } revision { id number promptText composite workflows { digest workflow { id } } } } }`;
interface Found {
  effect: {
    id: string;
    previewUrl: string | null;
    previewFootage: { id: string } | null;
    revision: { id: string; number: number; workflows: unknown[] };
  } | null;
}
const LIST = `query($first: Int, $after: Cursor) { effects(first: $first, after: $after) {
  edges { node { slug } } pageInfo { endCursor hasNextPage } } }`;
interface Listed {
  effects: {
    edges: { node: { slug: string } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}

/** The gallery alone over real engines, driven as reviewers and visitors would. */
export class TestGallery {
  readonly studio: TestStudio;
  readonly graph: FakeGraph;

  private constructor(studio: TestStudio, graph: FakeGraph) {
    this.studio = studio;
    this.graph = graph;
  }

  static async open(options: TestStudioOptions = {}): Promise<TestGallery> {
    const graph = new FakeGraph();
    return new TestGallery(await TestStudio.open([subgraph], { ...options, graph }), graph);
  }

  async approve(submission: Submission, correlationId: string = newId()): Promise<void> {
    const { runId, ownerId } = submission;
    const decision = { reviewItemId: newId(), runId, ownerId, decidedBy: newId(), submission };
    await this.studio.deliver('gallery', AdminApproved, runId, decision, { correlationId });
  }

  async publish(
    overrides: Partial<Submission> = {},
  ): Promise<{ submission: Submission; event: WrittenEvent }> {
    const submission = submissionOf(overrides);
    await this.approve(submission);
    await this.studio.settle();
    const [event] = await this.publishedEvents(submission.runId);
    if (!event) throw new Error('nothing was published');
    return { submission, event };
  }

  /** Somebody reports an effect. @returns the report's id */
  async report(effectId: string, caller: Caller = creator(), input: object = {}): Promise<string> {
    const REPORT = `mutation($input: ReportEffectInput!) { reportEffect(input: $input) { ... on EffectReport { id } } }`;
    const given = { effectId, ground: 'RIGHTS', details: 'It is mine.', idempotencyKey: newId(), ...input };
    const answer = await this.studio.execute<{ reportEffect: { id?: string } }>('gallery', caller, REPORT, {
      input: given,
    });
    const { id } = dataOf(answer).reportEffect;
    if (!id) throw new Error('nothing was reported');
    return id;
  }

  /** An admin takes an effect out. */
  async takeOut(effectId: string, reviewer: Caller = admin()): Promise<string> {
    return this.act('unpublishEffect', { effectId, reason: 'Reported.' }, reviewer);
  }

  /** A creator has theirs not shown any more. */
  withdraw(effectId: string, caller: Caller): Promise<string> {
    return this.act('withdrawEffect', { effectId }, caller);
  }

  /** @returns the type of the answer, with what is said of a problem */
  async act(mutation: string, input: object, caller: Caller): Promise<string> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { answer: ${mutation}(input: $input) { __typename
      ... on Problem { humanReadableCause } } }`;
    const answer = await this.studio.execute<{ answer: { __typename: string; humanReadableCause?: string } }>(
      'gallery',
      caller,
      document,
      { input: { idempotencyKey: newId(), ...input } },
    );
    const { __typename, humanReadableCause } = dataOf(answer).answer;
    return humanReadableCause ? `${__typename}: ${humanReadableCause}` : __typename;
  }

  async publishedEvents(runId: string): Promise<WrittenEvent[]> {
    return (await this.studio.written('EffectPublished.v1')).filter((event) => event.aggregateId === runId);
  }

  async find(slug: string, caller: Caller = ANONYMOUS): Promise<Found['effect']> {
    return dataOf(await this.studio.execute<Found>('gallery', caller, EFFECT, { slug })).effect;
  }

  async list(caller: Caller = ANONYMOUS, variables: Record<string, unknown> = { first: 100 }) {
    const { edges, pageInfo } = dataOf(
      await this.studio.execute<Listed>('gallery', caller, LIST, variables),
    ).effects;
    return { slugs: edges.map(({ node }) => node.slug), ...pageInfo };
  }
}

function dataOf<Data>({ data, errors }: ExecutionResult<Data>): Data {
  if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'no data');
  return data;
}
