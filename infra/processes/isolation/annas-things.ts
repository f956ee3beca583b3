import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { houseLibrary } from '@effect-studio/economics/benchmarks/domain/benchmark-case';
import { keepLibrary } from '@effect-studio/economics/benchmarks/use-cases/keep-library';
import { startRound } from '@effect-studio/economics/benchmarks/use-cases/start-round';
import { actedUpon } from '@effect-studio/economics/bottlenecks/testing/acted-upon';
import { startTrial } from '@effect-studio/economics/exploration/use-cases/trials';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { approvedRecommendation } from '@effect-studio/economics/recommendations/testing/approved-recommendation';
import { buyTokens } from '@effect-studio/economics/top-ups/use-cases/buy-tokens';
import { closeLeaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { enrolMachine } from '@effect-studio/identity/use-cases/enrol-machine';
import { openSessionForIssuer } from '@effect-studio/identity/use-cases/open-session-for-issuer';
import { requestMyData } from '@effect-studio/identity/use-cases/request-my-data';
import { writeDeadLetter } from '@effect-studio/kernel/bus/dead-letter';
import { type Caller, systemCaller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { createDraft } from '@effect-studio/providers/use-cases/edit-draft';
import { submitDraft } from '@effect-studio/providers/use-cases/submit-draft';
import { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { admin, machine, maker } from '@effect-studio/testing/callers';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { seedCatalogueAndPrices } from '../../seeds/catalogue-and-prices.ts';
import { ComposedStudio } from '../testing/composed-studio.ts';
import { WholeRun, WISH } from '../testing/whole-run.ts';

/** What Anna has, by what it is; strangers ask for these. */
const KINDS = [
  'userId',
  'sessionId',
  'walletId',
  'topUpOrderId',
  'videoId',
  'uploadId',
  'analysisId',
  'runId',
  'correlationId',
  'variantId',
  'taskId',
  'evaluationId',
  'notificationId',
  'deliveryId',
  'pushDeviceId',
  'reviewItemId',
  'recommendationId',
  'recommendationReviewId',
  'benchmarkRoundId',
  'alertId',
  'bottleneckId',
  'actionId',
  'trialId',
  'draftId',
  'workflowTrialId',
  'effectId',
  'effectReportId',
  'machineId',
  'agentId',
  'leaseId',
  'deadLetterId',
  'key',
] as const;
type Ids = Readonly<Record<(typeof KINDS)[number], string>>;

/** Ids of nothing at all. */
export const nothing = (): Ids => Object.fromEntries(KINDS.map((kind) => [kind, newId()])) as Ids;

const DEVICE = "Anna's old telephone";

/** Two tenants: Anna and Ben in one with their admin, Cleo in the other with hers. */
export class Neighbourhood {
  readonly composed: ComposedStudio;
  readonly anna: Caller;
  readonly ben: Caller;
  readonly cleo: Caller;
  readonly admin = admin();
  readonly otherAdmin: Caller;
  readonly #sessionId: string;

  private constructor(
    composed: ComposedStudio,
    people: { person: { id: string }; session: { id: string } }[],
    tenantId: string,
  ) {
    const [anna, ben, cleo] = people;
    this.composed = composed;
    this.anna = maker(anna!.person.id);
    this.ben = maker(ben!.person.id);
    this.cleo = maker(cleo!.person.id, tenantId);
    this.otherAdmin = admin(newId(), tenantId);
    this.#sessionId = anna!.session.id;
  }

  static async open(): Promise<Neighbourhood> {
    const composed = await ComposedStudio.open();
    const { studio } = composed;
    const tenantId = newId();
    const founded = `insert into identity.tenant values ($1, 'Another studio', now(), now())`;
    await studio.ownerPool.query(founded, [tenantId]);
    const signIn = async (name: string, tenant: string) => {
      const email = `${name}-${newId()}@example.org`;
      const account = { issuer: 'https://issuer.example', subject: email, email, displayName: name };
      const call = studio.call('identity', systemCaller(tenant));
      const signedIn = await openSessionForIssuer(call, { ...account, device: DEVICE });
      if (isProblem(signedIn) || !('person' in signedIn)) throw new Error(`${name} was not signed in`);
      return signedIn;
    };
    const people = [
      await signIn('Anna', DEFAULT_TENANT_ID),
      await signIn('Ben', DEFAULT_TENANT_ID),
      await signIn('Cleo', tenantId),
    ];
    await seedCatalogueAndPrices((context) => studio.call(context));
    await studio.settle();
    return new Neighbourhood(composed, people, tenantId);
  }

  async close(): Promise<void> {
    closeLeaseDesk(this.composed.studio.call('execution').db);
    await this.composed.close();
  }

  /** Anna brings her clips and her machine, and has an effect published. */
  async annaMovesIn(): Promise<AnnasThings> {
    const { studio } = this.composed;
    const userId = this.anna.subjectId!;
    const gift = { userId, amountTokens: 1_000, reason: 'Welcome', key: newId() };
    await topUpWallet(studio.call('economics'), gift);
    process.env.STUDIO_MODE = 'embedded';
    await buyTokens(studio.call('economics', this.anna), { amountTokens: 10, idempotencyKey: newId() });
    const machineId = await this.#enrol(userId);
    const agent = machine(machineId);
    const run = new WholeRun(this.composed, this.anna, agent);
    await run.furnish();
    await run.finish();
    await this.#approve(run.runId);
    const leaseId = await this.#leaveLeaseOpen(run);
    const deadLetterId = await this.#leaveLetter();
    await this.#complain(run.runId);
    await this.#reportEffect();
    const recommendationId = await approvedRecommendation(studio);
    const benchmarkRoundId = await this.#compareProviders();
    const acted = await actedUpon(studio);
    const wanted = { modules: ['identity'], idempotencyKey: newId() };
    await requestMyData(studio.call('identity', this.anna), wanted);
    const trialId = await this.#startTrial();
    const made = await this.#makeWorkflows();
    await studio.settle();
    await logWrittenEvents(studio, 'operations');
    const ids = await this.#collect({
      run,
      machineId,
      leaseId,
      deadLetterId,
      recommendationId,
      benchmarkRoundId,
      trialId,
      ...made,
      ...acted,
    });
    return {
      ids,
      agent,
      secrets: [
        ...Object.values(ids),
        WISH,
        DEVICE,
        'example.mp4',
        'footage.mp4',
        LETTER,
        COMPLAINT,
        TRIAL,
        REPORT,
        DRAFT,
      ],
    };
  }

  async #enrol(ownerId: string): Promise<string> {
    const call = this.composed.studio.call('identity');
    const token = `enrol-${newId()}`;
    await allowEnrolment(call, { token, name: 'rig', ownerId, scopes: ['agent:lease'] });
    const publicKeyJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const machineKey = { enrolmentToken: token, name: "Anna's rig", publicKeyJwk, idempotencyKey: newId() };
    const enrolled = await enrolMachine(call, machineKey);
    if (enrolled.__typename !== 'MachineEnrolment') throw new Error(enrolled.detail);
    await this.composed.studio.settle();
    return enrolled.clientId;
  }

  /** Anna thinks better of the effect that was made of her clip. */
  async #reportEffect(): Promise<void> {
    const { studio } = this.composed;
    await studio.settle();
    const effectId = await this.#one(
      'select id from gallery.effect where owner_id = $1',
      this.anna.subjectId!,
    );
    const document = 'mutation ($input: ReportEffectInput!) { reportEffect(input: $input) { __typename } }';
    const input = { effectId, ground: 'PERSON', details: REPORT, idempotencyKey: newId() };
    await studio.execute('gallery', this.anna, document, { input });
  }

  async #approve(runId: string): Promise<void> {
    const { studio } = this.composed;
    const reviewItemId = await this.#one('select id from notifications.review_item where run_id = $1', runId);
    const document = 'mutation ($input: DecideReviewInput!) { decideReview(input: $input) { __typename } }';
    const input = { reviewItemId, isApproved: true, idempotencyKey: newId() };
    await studio.execute('notifications', this.admin, document, { input });
    await studio.settle();
  }

  /** One more task of hers, which her machine holds. */
  async #leaveLeaseOpen(run: WholeRun): Promise<string> {
    const { studio } = this.composed;
    const { id, effectTypeId, digest } = WORKFLOW_CATALOGUE[0]!;
    const taskId = newId();
    const providerId = await this.#one('select provider_id as id from providers.workflow where id = $1', id);
    const leg = {
      taskId,
      role: 'candidate' as const,
      providerId,
      workflowId: id,
      workflowDigest: digest.replace(/^sha256:/, ''),
      effectTypeId,
      promptVariantId: 'v1',
      parameters: {},
      excerpt: null,
      workUnits: 1,
      budgetContext: 'user_run' as const,
    };
    await studio.deliver('execution', TestBatchDispatched, run.runId, {
      runId: run.runId,
      ownerId: this.anna.subjectId!,
      inputs: { exampleKey: 'media/example', footageKey: 'media/footage' },
      exampleDescriptor: {},
      footageDescriptor: {},
      excerpt: { startMs: 0, durationMs: 1_000 },
      legs: [leg],
      decision: { manifestVersion: null, policyVersion: 'test', considered: [], seed: 'test' },
    });
    await run.lease();
    return this.#one('select lease_id as id from execution.provider_slot where task_id = $1', taskId);
  }

  /** A comparison of providers that is under way in her tenant. */
  async #compareProviders(): Promise<string> {
    const ctx = this.composed.studio.call('economics');
    const clips = ['One', 'Two'].map((name) => ({ name, videoId: newId() }));
    await keepLibrary(ctx, houseLibrary(['duotone'], clips));
    const wanted = { cause: 'REQUESTED' as const, effectTypeIds: null, repeats: 1 };
    const id = await ctx.db.transaction(ctx, (tx) => startRound(tx, wanted));
    if (!id) throw new Error('the library is empty');
    return id;
  }

  /** An A/B of two workflows in her tenant. */
  async #startTrial(): Promise<string> {
    const [a, b] = WORKFLOW_CATALOGUE.filter(({ effectTypeId }) => effectTypeId === 'duotone');
    const answer = await startTrial(this.composed.studio.call('economics', this.admin), {
      effectTypeId: 'duotone',
      workflowA: a!.id,
      workflowB: b!.id,
      mode: 'SHADOW',
      metric: 'UTILITY',
      share: 0.1,
      minPairs: 50,
      maxPairs: 2_000,
      errorShare: 0.05,
      days: 14,
      reason: TRIAL,
      key: newId(),
    });
    if (!('trialId' in answer)) throw new Error(answer.detail);
    return answer.trialId;
  }

  /** A draft of hers that is open and was tried, and another that she has handed in. */
  async #makeWorkflows(): Promise<{ draftId: string; workflowTrialId: string }> {
    const { studio } = this.composed;
    const call = () => studio.call('providers', this.anna);
    const revisionId = await this.#one(
      'select revision_id as id from providers.workflow where id = $1',
      'look-match-fast',
    );
    const draft = async (newWorkflowId: string): Promise<string> => {
      const made = await createDraft(call(), {
        revisionId,
        newWorkflowId,
        title: DRAFT,
        idempotencyKey: newId(),
      });
      if (made.__typename !== 'WorkflowDraft') throw new Error(made.detail);
      return made.id;
    };
    const handedIn = {
      draftId: await draft('look-of-dusk'),
      version: 1,
      note: DRAFT,
      idempotencyKey: newId(),
    };
    const submitted = await submitDraft(call(), handedIn);
    if (submitted.__typename !== 'WorkflowRevision') throw new Error(submitted.detail);
    const draftId = await draft('annas-other-look');
    const workflowTrialId = newId();
    await studio.ownerPool.query(
      `insert into providers.workflow_trial (id, kind, draft_id, workflow_id, digest, agent_ids, requested_by, owner_id, tenant_id, created_at)
       values ($1, 'DEV_RUN', $2, 'annas-other-look', $3, '{}', $4, $4, $5, now())`,
      [workflowTrialId, draftId, 'a'.repeat(64), this.anna.subjectId, DEFAULT_TENANT_ID],
    );
    return { draftId, workflowTrialId };
  }

  async #leaveLetter(): Promise<string> {
    const ctx = this.composed.studio.call('gallery');
    const failure = { causeClass: 'JOB_FAILED', error: LETTER, payload: {}, attempts: 5 };
    const subject = { source: 'job', subject: 'publish', aggregateId: null, position: null } as const;
    const idempotencyKey = `publish:${newId()}`;
    await ctx.db.transaction(ctx, (tx) =>
      writeDeadLetter(tx, { ...subject, ...failure, idempotencyKey, correlationId: null, state: 'dead' }),
    );
    const id = await this.#one('select id from bus.dead_letter where idempotency_key = $1', idempotencyKey);
    const document =
      'mutation ($input: QuarantineDeadLetterInput!) { quarantineDeadLetter(input: $input) { __typename } }';
    const input = { deadLetterId: id, reason: LETTER, idempotencyKey: newId() };
    await this.composed.studio.execute('operations', this.admin, document, { input });
    return id;
  }

  async #complain(runId: string): Promise<void> {
    await this.composed.studio.call('gallery').actionLog.warn({
      eventType: 'TEST',
      tenantId: DEFAULT_TENANT_ID,
      correlationId: runId,
      message: COMPLAINT,
      economicImpact: { type: 'NONE_MEASURED', estimatedCostNanoUsd: null, affectedJobs: 1 },
      operatorAction: {
        classification: 'TEST',
        urgency: 'MONITOR',
        suggestedAction: 'Nothing.',
        autoActionTaken: null,
        escalationChain: [],
        runbook: 'dead-letters.md',
      },
    });
  }

  async #collect(known: {
    run: WholeRun;
    machineId: string;
    leaseId: string;
    deadLetterId: string;
    recommendationId: string;
    benchmarkRoundId: string;
    trialId: string;
    draftId: string;
    workflowTrialId: string;
    alertId: string;
    bottleneckId: string;
    actionId: string;
  }): Promise<Ids> {
    const { run, machineId, leaseId, deadLetterId, ...rest } = known;
    const { recommendationId } = rest;
    const userId = this.anna.subjectId!;
    const owned = (table: string, column = 'id') =>
      this.#one(`select ${column}::text as id from ${table} where owner_id = $1 limit 1`, userId);
    const ofRun = (table: string) =>
      this.#one(`select id from ${table} where run_id = $1 limit 1`, run.runId);
    const evaluation = await this.#one(
      'select id from quality.evaluation where run_id = $1 and result is not null limit 1',
      run.runId,
    );
    return {
      userId,
      sessionId: this.#sessionId,
      walletId: await owned('economics.wallet'),
      topUpOrderId: await owned('economics.top_up_order'),
      videoId: await owned('intake.video'),
      uploadId: run.uploadId,
      analysisId: await owned('analysis.video_analysis'),
      runId: run.runId,
      correlationId: await this.#one(
        'select correlation_id as id from orchestrator.run where id = $1',
        run.runId,
      ),
      variantId: await owned('prompts.variant'),
      taskId: await this.#one('select task_id as id from quality.evaluation where id = $1', evaluation),
      evaluationId: evaluation,
      notificationId: await ofRun('notifications.notification'),
      pushDeviceId: await this.#pushDevice(),
      deliveryId: await owned('notifications.delivery'),
      reviewItemId: await ofRun('notifications.review_item'),
      ...rest,
      recommendationReviewId: await this.#one(
        'select id from notifications.review_item where recommendation_id = $1',
        recommendationId,
      ),
      effectId: await owned('gallery.effect'),
      effectReportId: await owned('gallery.report'),
      machineId,
      agentId: run.agentId,
      leaseId,
      deadLetterId,
      key: newId(),
    };
  }

  /** A browser of hers that shows news. */
  async #pushDevice(): Promise<string> {
    const { studio } = this.composed;
    const input = {
      endpoint: `https://fcm.googleapis.com/fcm/send/${newId()}`,
      p256dh: createECDH('prime256v1').generateKeys('base64url'),
      auth: randomBytes(16).toString('base64url'),
      device: DEVICE,
      idempotencyKey: newId(),
    };
    const { data } = await studio.execute<{ added: { id: string } }>(
      'notifications',
      this.anna,
      'mutation ($input: AddPushDeviceInput!) { added: addPushDevice(input: $input) { ... on PushDevice { id } } }',
      { input },
    );
    return data!.added.id;
  }

  async #one(query: string, value: string): Promise<string> {
    const { rows } = await this.composed.studio.ownerPool.query<{ id: string }>(query, [value]);
    if (!rows[0]?.id) throw new Error(`nothing was found by ${query}`);
    return rows[0].id;
  }
}

const LETTER = 'a letter about what Anna wanted';
const COMPLAINT = 'a complaint about what Anna did';
const TRIAL = 'a trial of what Anna does';
const DRAFT = 'a look that Anna makes';
/** By her, so it goes when she is forgotten. */
const REPORT = 'Anna is in it, and does not want to be';

/** Everything that Anna has, and the words by which it is known wherever it turns up. */
export interface AnnasThings {
  readonly ids: Ids;
  readonly agent: Caller;
  readonly secrets: readonly string[];
}
