import { newId } from '@effect-studio/kernel/ids';
import { ProviderProbed } from '@effect-studio/schema/events/execution';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { seedHouseCatalogue } from './use-cases/seed-house-catalogue.ts';

let studio: TestStudio;
let machines: { id: string }[] = [];
const boss = admin();
const house = [
  {
    ...{ workflowId: 'look-match-fast', effectTypeId: 'look-match', variant: 'fast' as const },
    ...{ digest: 'a'.repeat(64), title: 'Look match' },
  },
];
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], {
    graph: { ask: async <Data>() => ({ eligibleAgents: machines }) as Data },
  });
  await seedHouseCatalogue(studio.call('providers'), house);
});
afterAll(() => studio.close());

async function ask(document: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { data, errors } = await studio.execute('providers', boss, document, { ...variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(Object.values(data!)[0]));
}
const ANSWERS: Record<string, string> = {
  editProvider: '... on Provider { name instanceType version } ... on ProviderOutdated { currentVersion }',
  setProviderPaused: '... on Provider { version }',
  testProvider: '... on WorkflowTrial { id kind digest }',
  applyFleetDocument: `... on FleetDocument { version digest } ... on FleetPlanOutdated { currentDigest }
    ... on FleetDocumentInvalid { faults { path } }`,
};
const command = (name: string, input: object) =>
  ask(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename
       ${ANSWERS[name]} ... on Problem { humanReadableCause } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
const swift = () =>
  ask(
    `{ provider(id: "cpu-swift") { name version isHouse changes { kind reason changedBy { id } changes { path before after } } } }`,
  );

describe('editing a provider', () => {
  it('keeps what was before and who changed it, tells the catalogue, and outlives the house’s next catalogue', async () => {
    const { version } = await swift();
    const edited = await command('editProvider', {
      ...{ providerId: 'cpu-swift', version, instanceType: 'cpu.swift2', reason: 'Newer machines' },
    });
    expect(edited).toMatchObject({ __typename: 'Provider', name: 'Swift', instanceType: 'cpu.swift2' });
    expect(await swift()).toMatchObject({
      isHouse: true,
      changes: [
        {
          ...{ kind: 'EDITED', reason: 'Newer machines', changedBy: { id: boss.subjectId } },
          changes: [{ path: 'instanceType', before: 'cpu.swift', after: 'cpu.swift2' }],
        },
      ],
    });
    const catalogue = (await studio.written('WorkflowCatalogueChanged.v1')).at(-1)!.payload;
    expect(JSON.stringify(catalogue)).toContain('cpu.swift2');
    await seedHouseCatalogue(studio.call('providers'), house);
    expect(await ask('{ provider(id: "cpu-swift") { instanceType } }')).toEqual({
      instanceType: 'cpu.swift2',
    });
    expect(
      await command('editProvider', { providerId: 'cpu-swift', version, name: 'Late', reason: 'x' }),
    ).toMatchObject({ __typename: 'ProviderOutdated' });
  });

  it('is not made outdated by what probes find', async () => {
    const { version } = await swift();
    await studio.deliver('providers', ProviderProbed, 'cpu-swift', {
      ...{ providerId: 'cpu-swift', healthy: false, onlineAgents: 1, detail: 'A probe.' },
    });
    expect((await swift()).version).toBe(version);
  });

  it('refuses what no provider can be, and notes pauses, too', async () => {
    const { version } = await swift();
    const edit = (change: object) =>
      command('editProvider', { providerId: 'cpu-swift', version, reason: 'x', ...change });
    expect(await edit({ name: ' ' })).toMatchObject({ __typename: 'InvalidInput' });
    expect(await edit({ budgetContexts: ['everyone'] })).toMatchObject({ __typename: 'InvalidInput' });
    expect(await edit({ reason: ' ' })).toMatchObject({ __typename: 'InvalidInput' });
    await command('setProviderPaused', { providerId: 'cpu-swift', isPaused: true, reason: 'Upkeep' });
    expect((await swift()).changes).toMatchObject([{ kind: 'PAUSED', reason: 'Upkeep' }, { kind: 'EDITED' }]);
  });
});

describe('a test call', () => {
  it('is a trial of the published form on any machine, and is refused while there is none', async () => {
    expect(await command('testProvider', { providerId: 'cpu-swift' })).toMatchObject({
      __typename: 'InvalidState',
    });
    machines = [{ id: newId() }];
    const trial = await command('testProvider', { providerId: 'cpu-swift' });
    expect(trial).toMatchObject({ kind: 'PROVIDER_TEST', digest: 'a'.repeat(64) });
    expect((await studio.written('WorkflowTrialRequested.v1')).at(-1)).toMatchObject({
      payload: { runId: trial.id, workflowId: 'look-match-fast', agentIds: [] },
    });
    expect(await command('testProvider', { providerId: 'cpu-atelier' })).toMatchObject({
      __typename: 'InvalidState',
    });
    expect(await command('testProvider', { providerId: 'nobody' })).toMatchObject({ __typename: 'NotFound' });
  });

  it('goes to the one machine that is named, when that can render it', async () => {
    const [first, second] = [newId(), newId()];
    machines = [{ id: first }, { id: second }];
    const trial = await command('testProvider', { providerId: 'cpu-swift', agentId: second });
    expect((await studio.written('WorkflowTrialRequested.v1')).at(-1)).toMatchObject({
      payload: { runId: trial.id, agentIds: [second] },
    });
    expect(await command('testProvider', { providerId: 'cpu-swift', agentId: newId() })).toMatchObject({
      __typename: 'InvalidInput',
    });
  });
});

describe('the fleet document', () => {
  const document = {
    templates: {
      small: {
        ...{ instanceType: 'cpu.small', capacityKind: 'owned', runners: ['ffmpeg'], concurrency: 2 },
        nanoUsdPerHour: '5000000',
      },
    },
    fleets: {
      night: {
        ...{ template: 'small', minAgents: 1, maxAgents: 3, isScaled: true },
        budgetNanoUsdPerHour: '20000000',
      },
    },
    assignments: { 'look-match-fast': ['night', 'default'] },
  };
  const plan = (of: object) =>
    ask(
      `query ($document: JSON!) { planFleetDocument(document: $document) { baseDigest digest changes { path kind } faults { path } } }`,
      { document: of },
    ) as Promise<{ baseDigest: string; digest: string; changes: object[]; faults: object[] }>;
  const apply = (of: object, baseDigest: string) =>
    command('applyFleetDocument', { document: of, baseDigest, note: 'Night shift' });

  it('is planned, applied once, told, and compared with what it was', async () => {
    const first = await plan(document);
    expect(first).toMatchObject({
      faults: [],
      changes: [
        { path: 'assignments.look-match-fast', kind: 'ADDED' },
        { path: 'fleets.night', kind: 'ADDED' },
        { path: 'templates.small', kind: 'ADDED' },
      ],
    });
    expect(await apply(document, first.baseDigest)).toMatchObject({ version: 1, digest: first.digest });
    expect((await studio.written('FleetsChanged.v1')).at(-1)!.payload).toMatchObject({
      fleets: [{ name: 'night', instanceType: 'cpu.small', nanoUsdPerHour: '5000000' }],
      assignments: [{ workflowId: 'look-match-fast', fleets: ['night', 'default'] }],
    });
    const before = (await studio.written()).length;
    const reordered = { ...document, assignments: { 'look-match-fast': ['default', 'night'] } };
    expect(await apply(reordered, first.baseDigest)).toMatchObject({ version: 1 });
    expect((await studio.written()).length).toBe(before);
    const larger = structuredClone(document);
    larger.fleets.night.maxAgents = 4;
    expect(await apply(larger, first.baseDigest)).toMatchObject({ __typename: 'FleetPlanOutdated' });
    const second = await plan(larger);
    expect(second.changes).toEqual([{ path: 'fleets.night.maxAgents', kind: 'CHANGED' }]);
    expect(await apply(larger, second.baseDigest)).toMatchObject({ version: 2 });
    expect(
      await ask('{ fleetDocumentHistory { version note changes { path } appliedBy { id } } }'),
    ).toMatchObject([{ version: 2, changes: [{ path: 'fleets.night.maxAgents' }] }, { version: 1 }]);
  });

  it('is refused with every fault at once', async () => {
    const bad = structuredClone(document) as typeof document & { assignments: Record<string, string[]> };
    bad.fleets.night.minAgents = 5;
    bad.assignments = { nothing: ['nowhere'] } as never;
    const { faults, baseDigest } = await plan(bad);
    expect(faults).toEqual([
      { path: 'fleets.night.minAgents' },
      { path: 'assignments.nothing' },
      { path: 'assignments.nothing' },
    ]);
    expect(await apply(bad, baseDigest)).toMatchObject({ __typename: 'FleetDocumentInvalid', faults });
    const dear = structuredClone(document);
    dear.fleets.night.budgetNanoUsdPerHour = '4999999';
    expect((await plan(dear)).faults).toEqual([{ path: 'fleets.night.budgetNanoUsdPerHour' }]);
  });
});
