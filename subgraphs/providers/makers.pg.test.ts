import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator, maker } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { type HouseWorkflow, seedHouseCatalogue } from './use-cases/seed-house-catalogue.ts';

const DEFINITION = {
  ...{ id: 'duotone-fine', effectTypeId: 'duotone', variant: 'fine', version: 1, description: 'Two inks' },
  settings: { mapping: 'oklab-table', localContrast: 0.45, grainSigma: 1.6 },
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.066 },
  encode: { preset: 'medium', crf: 18, audioKbps: 192 },
  requiredFilters: ['lut3d'],
};
const AGENTS = [{ id: newId() }, { id: newId() }];

let studio: TestStudio;
const anna = maker();
const ben = maker();
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], {
    graph: { ask: async <Data>() => ({ eligibleAgents: AGENTS }) as Data },
  });
  const house: HouseWorkflow = {
    workflowId: 'duotone-fine',
    effectTypeId: 'duotone',
    variant: 'fine',
    title: 'Two inks',
    digest: 'a'.repeat(64),
    definition: DEFINITION as HouseWorkflow['definition'] & object,
  };
  await seedHouseCatalogue(studio.call('providers'), [house]);
});
afterAll(() => studio.close());

interface Answer {
  __typename: string;
  id: string;
  status?: string;
  humanReadableCause?: string;
}
const ask = (caller: Caller, document: string, variables: object = {}) =>
  studio.execute<{ answer: Answer & Answer[] }>('providers', caller, document, { ...variables });

async function command(caller: Caller, name: string, input: object) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename
    ... on WorkflowDraft { id } ... on WorkflowRevision { id status } ... on WorkflowTrial { id kind run { id } }
    ... on Problem { humanReadableCause } } }`;
  const { data, errors } = await ask(caller, document, { input: { idempotencyKey: newId(), ...input } });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.answer;
}

async function draftOf(caller: Caller): Promise<string> {
  const { data } = await ask(
    caller,
    '{ answer: workflow(id: "duotone-fine") { __typename id: definitionSchema currentRevision { id } } }',
  );
  const { currentRevision } = data!.answer as unknown as { currentRevision: { id: string } };
  const newWorkflowId = `copy-${newId().slice(-12)}`;
  return (await command(caller, 'createWorkflowDraft', { revisionId: currentRevision.id, newWorkflowId })).id;
}

const idsOf = async (caller: Caller, field: string) =>
  (await ask(caller, `{ answer: ${field} { id } }`)).data!.answer.map(({ id }) => id);

describe('a maker', () => {
  it('drafts, changes and hands in, and sees what became of it', async () => {
    const draftId = await draftOf(anna);
    const definition = { ...DEFINITION, settings: { ...DEFINITION.settings, grainSigma: 0.5 } };
    await command(anna, 'saveWorkflowDraft', { draftId, version: 1, definition });
    const revision = await command(anna, 'submitWorkflowDraft', { draftId, version: 2, note: 'Less grain' });
    expect(revision).toMatchObject({ __typename: 'WorkflowRevision', status: 'IN_REVIEW' });
    expect(await idsOf(anna, 'mySubmittedRevisions')).toEqual([revision.id]);
    expect(await idsOf(ben, 'mySubmittedRevisions')).toEqual([]);
  });

  it('has drafts of their own, which other makers neither see nor change, and admins of the tenant do', async () => {
    const draftId = await draftOf(anna);
    expect(await idsOf(anna, 'workflowDrafts')).toContain(draftId);
    expect(await idsOf(ben, 'workflowDrafts')).toEqual([]);
    expect(await idsOf(admin(newId(), newId()), 'workflowDrafts')).toEqual([]);
    expect(await idsOf(admin(), 'workflowDrafts')).toContain(draftId);
    for (const name of ['discardWorkflowDraft', 'tryWorkflowDraft']) {
      expect(await command(ben, name, { draftId })).toMatchObject({ __typename: 'NotFound' });
    }
    expect(await command(anna, 'discardWorkflowDraft', { draftId })).toMatchObject({ id: draftId });
  });

  it('sees of others what is published, not what waits for a reviewer, and begins from no such thing', async () => {
    const draftId = await draftOf(anna);
    const { id } = await command(anna, 'submitWorkflowDraft', { draftId, version: 1, note: 'Mine' });
    const read = 'query ($id: ID!) { answer: workflowRevision(id: $id) { id } }';
    expect((await ask(anna, read, { id })).data!.answer).toMatchObject({ id });
    expect((await ask(ben, read, { id })).data!.answer).toBeNull();
    expect(await command(ben, 'createWorkflowDraft', { revisionId: id })).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('tries a draft on one machine with clips of the house, and chooses neither', async () => {
    const draftId = await draftOf(anna);
    const trial = await command(anna, 'tryWorkflowDraft', { draftId });
    expect(trial).toMatchObject({ kind: 'DEV_RUN', run: { id: trial.id } });
    const [requested] = (await studio.written('WorkflowTrialRequested.v1')).slice(-1);
    expect(requested).toMatchObject({
      payload: {
        agentIds: [AGENTS[0]!.id],
        footageVideoId: null,
        exampleVideoId: null,
        requestedBy: anna.subjectId,
      },
    });
    for (const chosen of [
      { agentIds: [AGENTS[1]!.id] },
      { footageVideoId: newId() },
      { exampleVideoId: newId() },
    ]) {
      expect(await command(anna, 'tryWorkflowDraft', { draftId, ...chosen })).toMatchObject({
        __typename: 'InvalidInput',
      });
    }
  });

  it('tries twenty times a day, since the studio pays, also when all is asked at once', async () => {
    const keen = maker();
    const draftId = await draftOf(keen);
    const answers = await Promise.all(
      Array.from({ length: 23 }, () => command(keen, 'tryWorkflowDraft', { draftId })),
    );
    expect(answers.filter(({ __typename }) => __typename === 'WorkflowTrial')).toHaveLength(20);
    expect(answers.find(({ __typename }) => __typename === 'InvalidState')?.humanReadableCause).toContain(
      '20',
    );
    studio.clock.advance(86_400_001);
    expect(await command(keen, 'tryWorkflowDraft', { draftId })).toMatchObject({
      __typename: 'WorkflowTrial',
    });
  });

  it('neither chooses what people’s runs use nor sees what anything costs or which machines there are', async () => {
    const draftId = await draftOf(anna);
    await command(anna, 'tryWorkflowDraft', { draftId });
    const forbidden = [
      '{ answer: providers { id } }',
      'mutation { answer: pinWorkflowRevision(input: { revisionId: "x", reason: "x", idempotencyKey: "x" }) { __typename } }',
      `{ answer: estimateWorkflowCost(input: { draftId: "${draftId}", width: 1, height: 1, frameRate: 1, durationMs: 1 }) { busyMs } }`,
      `{ answer: workflowDraft(id: "${draftId}") { trials { agents { id } } } }`,
    ];
    for (const document of forbidden) {
      const { errors } = await ask(anna, document);
      expect({ document, code: errors?.[0]?.extensions?.code }).toEqual({ document, code: 'FORBIDDEN' });
    }
  });
});

it('whoever is a mere user has none of it', async () => {
  const user = creator();
  for (const field of [
    'workflowDrafts { id }',
    'mySubmittedRevisions { id }',
    'workflow(id: "duotone-fine") { id }',
  ]) {
    const { errors } = await ask(user, `{ answer: ${field} }`);
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  }
  await expect(command(user, 'createWorkflowDraft', { revisionId: newId() })).rejects.toThrow('FORBIDDEN');
});
