import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { WorkflowRevisionDecided } from '@effect-studio/schema/events/notifications';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { type HouseWorkflow, seedHouseCatalogue } from './use-cases/seed-house-catalogue.ts';

const definition = (settings: object, version = 1) => ({
  ...{ id: 'duotone-fine', effectTypeId: 'duotone', variant: 'fine', version },
  description: 'Two inks',
  settings: { mapping: 'oklab-table', localContrast: 0.45, grainSigma: 1.6, ...settings },
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.066 },
  encode: { preset: 'medium', crf: 18, audioKbps: 192 },
  requiredFilters: ['lut3d'],
});
const house = (digit: string, version = 1): HouseWorkflow => ({
  ...{ workflowId: 'duotone-fine', effectTypeId: 'duotone', variant: 'fine', title: 'Two inks' },
  digest: digit.repeat(64),
  definition: definition({}, version) as HouseWorkflow['definition'] & object,
});

let studio: TestStudio;
let machines: { id: string }[] = [];
const boss = admin();
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], {
    graph: { ask: async <Data>() => ({ eligibleAgents: machines }) as Data },
  });
  await seedHouseCatalogue(studio.call('providers'), [house('a')]);
});
afterAll(() => studio.close());

async function ask<Answer = Record<string, unknown>>(
  document: string,
  variables: object = {},
  caller: Caller = boss,
): Promise<Answer> {
  const { data, errors } = await studio.execute('providers', caller, document, { ...variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(Object.values(data!)[0])) as Answer;
}
const command = (name: string, input: object, caller?: Caller) =>
  ask<Record<string, unknown> & { id: string }>(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename
       ... on WorkflowDraft { id version digest faults { path } changes { path kind before after } }
       ... on WorkflowRevision { id number status origin isCurrent changes { path } }
       ... on WorkflowTrial { id kind agents { id } run { id } }
       ... on DefinitionInvalid { faults { path message } }
       ... on DraftOutdated { currentVersion }
       ... on Problem { humanReadableCause } } }`,
    { input: { idempotencyKey: newId(), ...input } },
    caller,
  );
interface Seen {
  currentRevision: { id: string; number: number; origin: string; digest: string };
  revisions: { id: string; number: number; status: string; origin: string }[];
  definitionSchema: { properties: { settings: { properties: Record<string, object> } } };
}
const workflow = () =>
  ask<Seen>(`{ workflow(id: "duotone-fine") { definitionSchema notEditableBecause
    currentRevision { id number origin digest } revisions { id number status origin } } }`);
const told = async (type: string) => (await studio.written(`${type}.v1`)).map(({ payload }) => payload);
async function draftOfCurrent(change: object = { grainSigma: 0.5 }) {
  const { currentRevision } = await workflow();
  const { id } = await command('createWorkflowDraft', { revisionId: currentRevision.id });
  return command('saveWorkflowDraft', { draftId: id, version: 1, definition: definition(change) });
}
const decide = (revisionId: string, decision: 'approved' | 'rejected') =>
  studio.deliver('providers', WorkflowRevisionDecided, revisionId, {
    ...{ revisionId, reviewItemId: newId(), decision, decidedBy: newId() },
    decidedAt: studio.clock.now().toISOString(),
    reason: decision === 'rejected' ? 'Too grainy.' : null,
  });

describe('the house’s catalogue', () => {
  it('comes in as revisions: a new form is a new one and the current one, and the earlier stays', async () => {
    await seedHouseCatalogue(studio.call('providers'), [house('b', 2)]);
    expect(await workflow()).toMatchObject({
      currentRevision: { number: 2, origin: 'HOUSE', digest: 'b'.repeat(64) },
      revisions: [
        { number: 2, status: 'PUBLISHED' },
        { number: 1, status: 'PUBLISHED' },
      ],
    });
    expect((await told('WorkflowRevisionPublished')).at(-1)).toMatchObject({
      previousDigest: 'a'.repeat(64),
    });
  });

  it('says what settings may hold, read off its own', async () => {
    const { properties } = (await workflow()).definitionSchema.properties.settings;
    expect(properties).toMatchObject({
      mapping: { enum: ['oklab-table'] },
      grainSigma: { type: 'number', minimum: 0, maximum: 6.4 },
    });
  });
});

describe('a draft', () => {
  it('is saved with its faults, which keep it from review', async () => {
    const bad = await draftOfCurrent({ grainSigma: 99, mapping: 'x,nullsrc', stray: 1 });
    expect(bad.faults).toEqual(
      expect.arrayContaining([
        { path: 'settings.grainSigma' },
        { path: 'settings.mapping' },
        { path: 'settings' },
      ]),
    );
    expect(bad.digest).toBeNull();
    expect(await command('submitWorkflowDraft', { draftId: bad.id, version: 2, note: 'More' })).toMatchObject(
      {
        __typename: 'DefinitionInvalid',
        humanReadableCause: expect.stringContaining('settings.grainSigma'),
      },
    );
    expect(await command('discardWorkflowDraft', { draftId: bad.id })).toMatchObject({ id: bad.id });
    expect(await command('saveWorkflowDraft', { draftId: bad.id, version: 3, definition: {} })).toMatchObject(
      {
        __typename: 'InvalidState',
      },
    );
  });

  it('is not overwritten by who read an older version', async () => {
    const draft = await draftOfCurrent();
    const late = { draftId: draft.id, version: 1, definition: definition({}) };
    expect(await command('saveWorkflowDraft', late)).toMatchObject({
      __typename: 'DraftOutdated',
      currentVersion: 2,
    });
  });

  it('keeps the id, effect and version that it was given, whatever is sent', async () => {
    const { currentRevision } = await workflow();
    const { id } = await command('createWorkflowDraft', {
      revisionId: currentRevision.id,
      newWorkflowId: 'duotone-warm',
    });
    const saved = await command('saveWorkflowDraft', {
      draftId: id,
      version: 1,
      definition: definition({}, 77),
    });
    expect(saved).toMatchObject({ faults: [], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { definition: kept } = await ask<{ definition: object }>(
      'query ($id: ID!) { workflowDraft(id: $id) { definition isNewWorkflow } }',
      { id },
    );
    expect(kept).toMatchObject({ id: 'duotone-warm', variant: 'fine', version: 1 });
  });

  it('is an admin’s', async () => {
    await expect(command('discardWorkflowDraft', { draftId: newId() }, creator())).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

describe('a revision', () => {
  it('is published by review, told to machines before the catalogue, and outlives the house’s next catalogue', async () => {
    const draft = await draftOfCurrent();
    expect(draft.changes).toEqual([
      { path: 'settings.grainSigma', kind: 'CHANGED', before: 1.6, after: 0.5 },
    ]);
    const revision = await command('submitWorkflowDraft', {
      draftId: draft.id,
      version: 2,
      note: 'Less grain',
    });
    expect(revision).toMatchObject({ number: 3, status: 'IN_REVIEW', origin: 'STUDIO', isCurrent: false });
    expect((await told('WorkflowReviewRequested')).at(-1)).toMatchObject({
      revisionId: revision.id,
      note: 'Less grain',
      changes: [{ path: 'settings.grainSigma' }],
    });
    expect((await workflow()).currentRevision.number).toBe(2);
    await decide(revision.id, 'approved');
    await decide(revision.id, 'rejected');
    expect((await workflow()).currentRevision).toMatchObject({ number: 3, digest: draft.digest });
    const order = (await studio.written())
      .filter(({ type }) => /^Workflow(RevisionDefined|CatalogueChanged)/.test(type))
      .slice(-2);
    expect(order.map(({ type }) => type)).toEqual([
      'WorkflowRevisionDefined.v1',
      'WorkflowCatalogueChanged.v1',
    ]);
    await seedHouseCatalogue(studio.call('providers'), [house('c', 3)]);
    expect(await workflow()).toMatchObject({
      currentRevision: { number: 3 },
      revisions: [{ number: 4, origin: 'HOUSE' }, { number: 3 }, { number: 2 }, { number: 1 }],
    });
  });

  it('that is rejected changes nothing but its own status', async () => {
    const draft = await draftOfCurrent({ grainSigma: 3 });
    const revision = await command('submitWorkflowDraft', {
      draftId: draft.id,
      version: 2,
      note: 'Much grain',
    });
    await decide(revision.id, 'rejected');
    const { currentRevision, revisions } = await workflow();
    expect(currentRevision.number).toBe(3);
    expect(revisions[0]).toMatchObject({ number: 5, status: 'REJECTED' });
    expect(await command('pinWorkflowRevision', { revisionId: revision.id, reason: 'Still' })).toMatchObject({
      __typename: 'InvalidState',
    });
  });

  it('of the house is gone back to only while a machine has it built in', async () => {
    const { revisions } = await workflow();
    const earlier = revisions.find(({ number }) => number === 2)!.id;
    expect(await command('pinWorkflowRevision', { revisionId: earlier, reason: 'Too soft' })).toMatchObject({
      __typename: 'InvalidState',
      humanReadableCause: expect.stringContaining('built in'),
    });
    machines = [{ id: newId() }];
    expect(await command('pinWorkflowRevision', { revisionId: earlier, reason: 'Too soft' })).toMatchObject({
      number: 2,
      isCurrent: true,
    });
    const catalogue = (await told('WorkflowCatalogueChanged')).at(-1) as { workflows: { digest: string }[] };
    expect(catalogue.workflows.map(({ digest }) => digest)).toContain('b'.repeat(64));
    expect((await told('WorkflowRevisionPublished')).at(-1)).toMatchObject({ number: 2, reason: 'Too soft' });
  });
});

describe('trying a draft', () => {
  it('asks for a run on the chosen machines, as a system test, after its form was told', async () => {
    machines = [{ id: newId() }, { id: newId() }];
    const draft = await draftOfCurrent({ grainSigma: 2 });
    const all = await command('tryWorkflowDraft', { draftId: draft.id });
    expect(all).toMatchObject({ kind: 'ALL_ELIGIBLE', agents: machines, run: { id: all.id } });
    const one = await command('tryWorkflowDraft', { draftId: draft.id, agentIds: [machines[0]!.id] });
    expect(one.kind).toBe('DEV_RUN');
    const [defined, requested] = (await studio.written()).slice(-2);
    expect(defined).toMatchObject({ type: 'WorkflowRevisionDefined.v1', payload: { digest: draft.digest } });
    expect(requested).toMatchObject({
      type: 'WorkflowTrialRequested.v1',
      payload: { runId: one.id, workflowDigest: draft.digest, agentIds: [machines[0]!.id] },
    });
    const { trials } = await ask<{ trials: { id: string }[] }>(
      'query ($id: ID!) { workflowDraft(id: $id) { trials { id } } }',
      { id: draft.id },
    );
    expect(trials.map(({ id }) => id).sort()).toEqual([all.id, one.id].sort());
  });

  it('is refused on a machine that cannot, and while there is none', async () => {
    const draft = await draftOfCurrent({ grainSigma: 2.5 });
    expect(await command('tryWorkflowDraft', { draftId: draft.id, agentIds: [newId()] })).toMatchObject({
      __typename: 'InvalidInput',
    });
    machines = [];
    expect(await command('tryWorkflowDraft', { draftId: draft.id })).toMatchObject({
      __typename: 'InvalidState',
    });
  });

  it('says beforehand what a clip would take', async () => {
    const { currentRevision } = await workflow();
    expect(
      await ask(
        `query ($input: EstimateWorkflowCostInput!) { estimateWorkflowCost(input: $input) { instanceType busyMs workUnits } }`,
        {
          input: {
            revisionId: currentRevision.id,
            width: 1000,
            height: 1000,
            frameRate: 10,
            durationMs: 2000,
          },
        },
      ),
    ).toEqual({ instanceType: 'cpu.atelier', busyMs: 1_420, workUnits: 2 });
  });
});

it('a revision says when the agents’ code draws another picture from it than when it was written', async () => {
  const coded = (digit: string, version: number, planner: string): HouseWorkflow => ({
    ...house(digit, version),
    definition: { ...definition({}, version), planner: planner.repeat(64) } as HouseWorkflow['definition'] &
      object,
  });
  await seedHouseCatalogue(studio.call('providers'), [coded('d', 4, '1')]);
  const draft = await draftOfCurrent({ grainSigma: 2.2 });
  const { id } = await command('submitWorkflowDraft', { draftId: draft.id, version: 2, note: 'Grain' });
  const otherwise = async () => {
    const { revisions } = await ask<{ revisions: { id: string; isDrawnOtherwise: boolean | null }[] }>(
      '{ workflow(id: "duotone-fine") { revisions { id isDrawnOtherwise } } }',
    );
    return revisions.find((revision) => revision.id === id)!.isDrawnOtherwise;
  };
  expect(await otherwise()).toBe(false);
  await seedHouseCatalogue(studio.call('providers'), [coded('e', 5, '2')]);
  expect(await otherwise()).toBe(true);
});
