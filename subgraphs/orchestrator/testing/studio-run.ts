import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { ContentAnalyzed } from '@effect-studio/schema/events/analysis';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { TaskDispatched, TaskSucceeded } from '@effect-studio/schema/events/execution';
import { VideoIngested } from '@effect-studio/schema/events/intake';
import { PromptsGenerated } from '@effect-studio/schema/events/prompts';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import { creator } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { effectSubmitted, factsOf, workflowsOf } from './facts.ts';

type Caller = ReturnType<typeof creator>;

/** What the graph answers in a test: the quote, published effects, and clips that only intake knows of. */
export class FakeGraph {
  availableTokens = 100;
  /** The published effect that gallery knows, by id. */
  readonly effects = new Map<string, { title: string; revision: { id: string; content: object } }>();
  readonly videos = new Map<string, { status: string; rejection: object | null }>();

  ask<Data>(_call: object, document: string, variables: object = {}): Promise<Data> {
    if (document.includes('quoteRun')) {
      const { availableTokens } = this;
      return Promise.resolve({ quoteRun: { amountTokens: 10, rateCardVersion: 1, availableTokens } } as Data);
    }
    const { id } = variables as { id: string };
    if (document.includes('effectToRun')) {
      const effect = this.effects.get(id);
      return Promise.resolve({ effectToRun: effect ? { id, ...effect } : null } as Data);
    }
    const video = this.videos.get(id);
    return Promise.resolve({ video: video ? { id, ...video } : null } as Data);
  }
}

const SUBMIT = `mutation ($input: SubmitRunInput!) { submitRun(input: $input) {
  __typename ... on Run { id state quotedTokens correlationId example { id } footage { id } }
  ... on Problem { humanReadableCause suggestedAction status }
  ... on InsufficientTokens { missingTokens } ... on VideoNotReady { videoId } } }`;

const RUN_EFFECT = `mutation ($input: RunEffectInput!) { runEffect(input: $input) {
  __typename ... on Run { id state quotedTokens wish example { id } footage { id } effectInUse { id } }
  ... on Problem { humanReadableCause suggestedAction status } ... on PriceAboveLimit { quotedTokens } } }`;

export type SubmitAnswer = Record<string, unknown> & { __typename: string; id: string };

/** One run in a test studio, moved by the events that other contexts would send. */
export class StudioRun {
  readonly studio: TestStudio;
  readonly owner: Caller;
  id = '';

  constructor(studio: TestStudio, owner: Caller = creator()) {
    this.studio = studio;
    this.owner = owner;
  }

  get facts() {
    return factsOf(this.id, this.owner.subjectId!);
  }

  /** A clip of this run's owner, or of the house, that is ready to be used. */
  async ingest(videoId: string = newId(), ownerId: string = this.owner.subjectId!): Promise<string> {
    await this.studio.deliver('orchestrator', VideoIngested, videoId, {
      videoId,
      ownerId,
      sourceKey: `media/${videoId}/source.mp4`,
      proxyKey: `media/${videoId}/proxy.mp4`,
      posterKey: `media/${videoId}/poster.jpg`,
      sha256: 'ef'.repeat(32),
      metadata: {
        durationMs: 8_000,
        width: 1280,
        height: 720,
        rotationDeg: 0,
        averageFps: 25,
        isVariableFrameRate: false,
        videoCodec: 'h264',
        hasAudio: true,
        audioCodec: 'aac',
        sizeBytes: 1_000,
        container: 'mp4',
        isHdr: false,
      },
    });
    return videoId;
  }

  ingestHouseClip = (): Promise<string> => this.ingest(newId(), SYSTEM_SUBJECT_ID);

  async submit(input: Record<string, unknown>, caller: Caller = this.owner): Promise<SubmitAnswer> {
    const variables = { input: { wish: 'a bit warmer', idempotencyKey: newId(), ...input } };
    const { data, errors } = await this.studio.execute('orchestrator', caller, SUBMIT, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    const answer = (data as { submitRun: SubmitAnswer }).submitRun;
    if (answer.__typename === 'Run') this.id = answer.id;
    await this.studio.settle();
    return answer;
  }

  /** Publishes an effect in the graph that pins two workflows of the catalogue. */
  static publish(graph: FakeGraph): string {
    const effectId = newId();
    const { styleDescriptor, effectTypeId, workflows } = effectSubmitted().effectInUse!;
    const promptVariant = { variantId: newId(), text: 'warm', parameters: { strength: 1 } };
    graph.effects.set(effectId, {
      title: 'Warm film',
      revision: { id: 'ef'.repeat(32), content: { effectTypeId, styleDescriptor, promptVariant, workflows } },
    });
    return effectId;
  }

  async runEffect(input: Record<string, unknown>): Promise<SubmitAnswer> {
    const variables = { input: { idempotencyKey: newId(), ...input } };
    const { data, errors } = await this.studio.execute('orchestrator', this.owner, RUN_EFFECT, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    const answer = (data as { runEffect: SubmitAnswer }).runEffect;
    if (answer.__typename === 'Run') this.id = answer.id;
    await this.studio.settle();
    return answer;
  }

  async catalogue(): Promise<void> {
    const workflows = workflowsOf('look-match').map((workflow) => ({ ...workflow, adapter: 'ffmpeg' }));
    await this.studio.deliver('orchestrator', WorkflowCatalogueChanged, 'catalogue', { workflows });
  }

  async reserve(): Promise<void> {
    await this.studio.deliver('orchestrator', TokensReserved, this.id, this.facts.reserved().payload);
    await this.studio.settle();
  }

  async analyse(): Promise<void> {
    await this.studio.deliver('orchestrator', ContentAnalyzed, this.id, this.facts.analyzed().payload);
    await this.studio.deliver('orchestrator', PromptsGenerated, this.id, this.facts.prompted().payload);
    await this.studio.settle();
  }

  async render(taskId: string, composite = 0.8): Promise<void> {
    const { facts } = this;
    await this.studio.deliver('orchestrator', TaskDispatched, this.id, facts.dispatched(taskId).payload);
    await this.studio.deliver('orchestrator', TaskSucceeded, this.id, facts.succeeded(taskId).payload);
    await this.studio.deliver(
      'orchestrator',
      QualityEvaluated,
      this.id,
      facts.judged(taskId, composite).payload,
    );
    await this.studio.settle();
  }

  /** Submitted with own clips and dispatched; answers the legs' task ids. */
  async dispatch(): Promise<string[]> {
    await this.catalogue();
    const [exampleVideoId, footageVideoId] = [await this.ingest(), await this.ingest()];
    await this.submit({ exampleVideoId, footageVideoId });
    await this.reserve();
    await this.analyse();
    const [batch] = await this.written('TestBatchDispatched.v1');
    return (batch!.payload.legs as { taskId: string }[]).map(({ taskId }) => taskId);
  }

  /** Dispatched and compared; answers the finish task's id. */
  async compare(): Promise<string> {
    const legs = await this.dispatch();
    for (const [index, taskId] of legs.entries()) await this.render(taskId, 0.9 - index / 10);
    return this.finishId();
  }

  async finishId(): Promise<string> {
    const chosen = [
      ...(await this.written('BestResultSelected.v1')),
      ...(await this.written('WinnerOverridden.v1')),
    ].sort((a, b) => a.sequence - b.sequence);
    return (chosen.at(-1)!.payload.finish as { taskId: string }).taskId;
  }

  /** Events of this run that were written, oldest first. */
  async written(type?: string) {
    return (await this.studio.written(type)).filter((event) => event.aggregateId === this.id);
  }

  async states(): Promise<string[]> {
    return (await this.written('RunAdvanced.v1')).map((event) => String(event.payload.to));
  }

  async state(): Promise<string> {
    return (await this.states()).at(-1)!;
  }

  async query<Data>(fields: string, caller: Caller = this.owner): Promise<Data | null> {
    const { data, errors } = await this.studio.execute(
      'orchestrator',
      caller,
      `query ($id: ID!) { run(id: $id) { ${fields} } }`,
      { id: this.id },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return (data as { run: Data | null }).run;
  }

  async mutate(name: 'cancelRun' | 'chooseCandidate', input: object, caller: Caller = this.owner) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const { data, errors } = await this.studio.execute(
      'orchestrator',
      caller,
      `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Run { id state }
        ... on Problem { humanReadableCause } } }`,
      { input: { runId: this.id, idempotencyKey: newId(), ...input } },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    await this.studio.settle();
    return (data as Record<string, SubmitAnswer>)[name]!;
  }
}
