import { newId } from '@effect-studio/kernel/ids';
import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import { WinnerOverridden } from '@effect-studio/schema/events/orchestrator';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { weightsInForce, weightsOf } from './persistence/weights-versions.ts';
import { qualitySubgraph } from './subgraph.ts';
import { learnWeightsJob } from './workers/learn-weights.ts';

const PARTS = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;
/** People who care for style twice as much as the hand weights say. */
const TASTE: QualityVector = {
  ...{ fidelity: 0.2, artifacts: 0.18, styleAdherence: 0.48, temporalConsistency: 0.14 },
};
let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([qualitySubgraph(null, () => [])]);
});
afterAll(() => studio.close());
beforeEach(() =>
  studio.ownerPool.query(
    'truncate quality.decision, quality.weights_version, quality.weights_in_force, quality.evaluation',
  ),
);

/** An output that was measured so. @returns its task */
async function measured(runId: string, role: string, vector: QualityVector): Promise<string> {
  const taskId = newId();
  await studio.ownerPool.query(
    `insert into quality.evaluation (id, task_id, run_id, owner_id, tenant_id, provider_id, workflow_id, effect_type_id, role, result, created_at, updated_at)
     values ($1, $1, $2, $3, $4, 'p', 'w', 'noir', $5, $6, now(), now())`,
    [taskId, runId, newId(), studio.call('quality').caller.tenantId, role, JSON.stringify({ vector })],
  );
  return taskId;
}

async function reviewed(vector: QualityVector, isApproved: boolean, budgetContext?: 'benchmark') {
  const runId = newId();
  await measured(runId, 'finish', vector);
  const decision = { reviewItemId: newId(), runId, ownerId: newId(), decidedBy: newId() };
  const options = budgetContext ? { budgetContext } : {};
  studio.clock.advance(1_000);
  if (isApproved) {
    const payload = { ...decision, submission: submissionOf({ runId }) };
    await studio.deliver('quality', AdminApproved, runId, payload, options);
  } else {
    const payload = { ...decision, reason: 'Not this.', refund: 'full' as const };
    await studio.deliver('quality', AdminRejected, runId, payload, options);
  }
}

/** Decisions of people with a taste, or of such that toss a coin. */
async function decisions(count: number, taste: QualityVector | null, effectTypeId = 'noir'): Promise<void> {
  const random = seededRandom(5 + effectTypeId.length);
  const vector = () =>
    Object.fromEntries(PARTS.map((part) => [part, 0.3 + 0.7 * random()])) as unknown as QualityVector;
  for (let i = 0; i < count; i++) {
    const [one, other] = [vector(), vector()];
    const worth = taste ? PARTS.reduce((sum, part) => sum + taste[part] * (one[part] - other[part]), 0) : 0;
    const isFirst = random() < 1 / (1 + Math.exp(-25 * worth));
    studio.clock.advance(1_000);
    await studio.ownerPool.query(
      `insert into quality.decision (id, kind, effect_type_id, vector, others, decided_at, created_at)
       values ($1, 'CHOSEN', $5, $2, $3, $4, $4)`,
      [
        newId(),
        JSON.stringify(isFirst ? one : other),
        JSON.stringify([isFirst ? other : one]),
        studio.clock.now(),
        effectTypeId,
      ],
    );
  }
}

async function learn(): Promise<void> {
  const call = studio.call('quality');
  const job = { id: newId(), kind: learnWeightsJob.kind, payload: {}, attempt: 1, maxAttempts: 1 };
  const signal = new AbortController().signal;
  await learnWeightsJob.run(call, { ...job, signal, complete: () => Promise.resolve() });
}

interface Version {
  version: number;
  standing: string;
  weights: QualityVector;
  evidence: Record<
    'decisions' | 'z' | 'logLoss' | 'handLogLoss' | 'agreement' | 'handAgreement',
    number
  > | null;
  reason: string | null;
  applications: { reason: string; appliedBy: { id: string } | null }[];
  effectTypes: {
    effectType: { id: string };
    isOwn: boolean;
    decisions: number;
    weights: QualityVector;
    evidence: Record<'agreement' | 'agreementOfAll' | 'z', number> | null;
  }[];
}

async function versions(): Promise<Version[]> {
  const { data } = await studio.execute<{ qualityWeights: Version[] }>(
    'quality',
    admin(),
    `query { qualityWeights { version standing reason createdAt appliedAt
       weights { fidelity artifacts styleAdherence temporalConsistency }
       evidence { decisions preferences logLoss handLogLoss agreement handAgreement z }
       applications { reason appliedAt appliedBy { id } }
       effectTypes { effectType { id } isOwn decisions preferences
         weights { fidelity artifacts styleAdherence temporalConsistency }
         evidence { logLoss logLossOfAll agreement agreementOfAll z } } } }`,
  );
  return data!.qualityWeights;
}

async function apply(version: number, reason = 'People want it so.', caller = admin()) {
  const answered = await studio.execute<{ applyQualityWeights: { __typename: string; standing?: string } }>(
    'quality',
    caller,
    `mutation ($input: ApplyQualityWeightsInput!) { applyQualityWeights(input: $input) {
       __typename ... on QualityWeights { version standing } ... on Problem { humanReadableCause } } }`,
    { input: { version, reason, idempotencyKey: newId() } },
  );
  return answered.data?.applyQualityWeights ?? answered.errors;
}

const inForce = () => {
  const call = studio.call('quality');
  return call.db.transaction(call, weightsInForce);
};
const kept = async () =>
  (
    await studio.ownerPool.query<{ kind: string; vector: QualityVector; others: QualityVector[] }>(
      'select kind, effect_type_id as "effectTypeId", vector, others from quality.decision order by decided_at',
    )
  ).rows;
const flat = (value: number): QualityVector => ({
  ...{ fidelity: value, artifacts: value, styleAdherence: value, temporalConsistency: value },
});

it('notes what reviewers approve and reject as it was measured in full, and nothing of benchmarks', async () => {
  await reviewed(flat(0.9), true);
  await reviewed(flat(0.4), false);
  await reviewed(flat(0.7), true, 'benchmark');
  const unmeasured = newId();
  await studio.deliver('quality', AdminRejected, unmeasured, {
    ...{ reviewItemId: newId(), runId: unmeasured, ownerId: newId(), decidedBy: newId() },
    ...{ reason: 'No.', refund: 'full' },
  });
  expect(await kept()).toEqual([
    { kind: 'APPROVED', effectTypeId: 'noir', vector: flat(0.9), others: [] },
    { kind: 'REJECTED', effectTypeId: 'noir', vector: flat(0.4), others: [] },
  ]);
});

it('notes which candidate somebody takes instead of the best, and what they leave', async () => {
  const runId = newId();
  await measured(runId, 'candidate', flat(0.8));
  const chosen = await measured(runId, 'candidate', flat(0.6));
  await measured(runId, 'shadow', flat(0.9));
  await studio.deliver('quality', WinnerOverridden, runId, {
    ...{ runId, ownerId: newId(), taskId: chosen },
    inputs: { exampleKey: 'media/example.mp4', footageKey: 'media/footage.mp4' },
    ...{ exampleDescriptor: {}, footageDescriptor: {} },
    finish: {
      ...{
        taskId: newId(),
        role: 'finish',
        providerId: 'p',
        workflowId: 'w',
        workflowDigest: 'a'.repeat(64),
      },
      ...{ effectTypeId: 'noir', promptVariantId: 'v', parameters: {}, excerpt: null, workUnits: 1 },
      budgetContext: 'user_run',
    },
  });
  expect(await kept()).toEqual([
    { kind: 'CHOSEN', effectTypeId: 'noir', vector: flat(0.6), others: [flat(0.8)] },
  ]);
});

it('proposes weights that foretell decisions better; they count once an admin applies them, and can be taken back', async () => {
  await decisions(240, TASTE);
  await learn();
  const [learnt, hand] = await versions();
  expect(learnt).toMatchObject({ version: 1, standing: 'PROPOSED', evidence: { decisions: 240 } });
  expect(learnt!.weights.styleAdherence).toBeGreaterThan(0.35);
  expect(learnt!.evidence!.logLoss).toBeLessThan(learnt!.evidence!.handLogLoss);
  expect(learnt!.evidence!.agreement).toBeGreaterThan(learnt!.evidence!.handAgreement);
  expect(hand).toMatchObject({ version: 0, standing: 'IN_FORCE', evidence: null });
  expect(await inForce()).toEqual({ version: 0, weights: DEFAULT_QUALITY_WEIGHTS, effectTypes: [] });
  // The same decisions again teach nothing new.
  await learn();
  expect(await versions()).toHaveLength(2);

  expect(await apply(1)).toMatchObject({ __typename: 'QualityWeights', standing: 'IN_FORCE' });
  expect(await inForce()).toMatchObject({ version: 1, weights: learnt!.weights });
  expect(await apply(1)).toMatchObject({ __typename: 'InvalidState' });
  studio.clock.advance(1_000);
  expect(await apply(0, 'Results got worse.')).toMatchObject({ __typename: 'QualityWeights' });
  expect(await inForce()).toMatchObject({ version: 0 });
  expect((await versions()).map(({ standing, reason }) => [standing, reason])).toEqual([
    ['RETIRED', 'People want it so.'],
    ['IN_FORCE', 'Results got worse.'],
  ]);
  expect((await versions())[0]!.applications).toMatchObject([
    { reason: 'People want it so.', appliedBy: { id: expect.any(String) } },
  ]);
});

it('shows what coin tosses teach, and refuses to put it in force', async () => {
  await decisions(120, null);
  await learn();
  expect((await versions())[0]).toMatchObject({ version: 1, standing: 'NOT_BETTER' });
  expect(await apply(1)).toMatchObject({ __typename: 'InvalidState' });
  expect(await apply(7)).toMatchObject({ __typename: 'NotFound' });
  expect(await apply(1, ' ')).toMatchObject({ __typename: 'InvalidInput' });
  expect(JSON.stringify(await apply(1, 'Mine.', creator()))).toMatch(/FORBIDDEN|not allowed|scope/i);
  expect(await inForce()).toMatchObject({ version: 0 });
});

it('learns nothing from a handful of decisions', async () => {
  await decisions(30, TASTE);
  await learn();
  expect(await versions()).toHaveLength(1);
});

it('weighs an effect type by weights of its own where people judge it by other things, and says why', async () => {
  await decisions(240, TASTE);
  await decisions(240, { ...flat(0.14), fidelity: 0.52, artifacts: 0.2 }, 'look-match');
  await decisions(12, TASTE, 'glitch');
  await learn();
  const [learnt] = await versions();
  expect(learnt).toMatchObject({ version: 1, standing: 'PROPOSED', evidence: { decisions: 492 } });
  const of = (id: string) => learnt!.effectTypes.find(({ effectType }) => effectType.id === id)!;
  expect(of('look-match')).toMatchObject({ isOwn: true, decisions: 240 });
  expect(of('look-match').weights.fidelity).toBeGreaterThan(learnt!.weights.fidelity + 0.05);
  expect(of('look-match').evidence!.agreement).toBeGreaterThan(of('look-match').evidence!.agreementOfAll);
  expect(of('glitch')).toMatchObject({
    isOwn: false,
    decisions: 12,
    weights: learnt!.weights,
    evidence: null,
  });
  await apply(1);
  const now = await inForce();
  expect(weightsOf(now, 'look-match')).toEqual(of('look-match').weights);
  expect(weightsOf(now, 'glitch')).toEqual(learnt!.weights);
  expect(weightsOf(now, 'never-decided-about')).toEqual(learnt!.weights);
});

it('counts what people decided, and what of it says something, by effect type', async () => {
  await reviewed(flat(0.9), true);
  await reviewed(flat(0.4), false);
  await decisions(3, TASTE, 'neon-glow');
  const { data } = await studio.execute<{ qualityDecisions: object }>(
    'quality',
    admin(),
    `query { qualityDecisions { telling needed neededOfEffectType neededZ neededZOfEffectType
       effectTypes { effectType { id } approved rejected chosen telling } } }`,
  );
  expect(data!.qualityDecisions).toEqual({
    ...{ telling: 4, needed: 60, neededOfEffectType: 30, neededZ: 2.33, neededZOfEffectType: 3.14 },
    effectTypes: [
      { effectType: { id: 'neon-glow' }, approved: 0, rejected: 0, chosen: 3, telling: 3 },
      { effectType: { id: 'noir' }, approved: 1, rejected: 1, chosen: 0, telling: 1 },
    ],
  });
});
