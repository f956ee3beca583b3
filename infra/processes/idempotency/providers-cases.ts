import { newId } from '@effect-studio/kernel/ids';
import { fleetDigest, NO_FLEETS } from '@effect-studio/providers/domain/fleet-document';
import providers from '@effect-studio/providers/subgraph';
import { currentFleets } from '@effect-studio/providers/use-cases/apply-fleet-document';
import { seedHouseCatalogue } from '@effect-studio/providers/use-cases/seed-house-catalogue';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';
import { HOUSE_DEFINITION, WORKFLOW_MUTATIONS, workflowMutations } from './workflow-cases.ts';

export const providersCases: ContextCases = {
  context: 'providers',
  names: [
    'declareProvider',
    'setProviderPaused',
    'editProvider',
    'testProvider',
    'applyFleetDocument',
    ...WORKFLOW_MUTATIONS,
  ],
  open: async (options) => {
    // One machine that takes forms with the lease.
    const agents = [{ id: newId() }];
    const graph = { ask: async <Data>() => ({ eligibleAgents: agents }) as Data };
    const studio = await TestStudio.open([providers], { ...options, graph });
    const house = (['fast', 'balanced', 'fine'] as const).map((variant) => ({
      workflowId: `look-match-${variant}`,
      effectTypeId: 'look-match',
      variant,
      digest: 'a'.repeat(64),
      title: 'Look match',
      ...(variant === 'fast' ? { definition: HOUSE_DEFINITION } : {}),
    }));
    await seedHouseCatalogue(studio.call('providers'), house);
    const call = studio.call('providers');
    let isPaused = false;
    let declared = 0;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        ...workflowMutations(studio),
        declareProvider: async () => {
          declared += 1;
          const id = `declared-${declared}`;
          const input = {
            ...{ id, name: 'Mill', adapter: 'http', instanceType: 'mill.large' },
            workflows: [
              {
                id: `${id}-fast`,
                effectTypeId: 'look-match',
                variant: 'FAST',
                digest: 'b'.repeat(64),
                title: 'Fast',
              },
            ],
          };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, name: 'Windmill' },
            countEffects: counter(
              studio,
              `select count(*) from bus.event where type = 'WorkflowCatalogueChanged.v1'
                 and (body -> 'payload' -> 'workflows')::jsonb @> $1::jsonb`,
              [JSON.stringify([{ providerId: id }])],
            ),
          };
        },
        editProvider: async () => {
          const { rows } = await studio.ownerPool.query(
            "select version from providers.provider where id = 'cpu-atelier'",
          );
          const reason = `Edited ${newId()}`;
          const input = { providerId: 'cpu-atelier', version: rows[0].version, name: reason, reason };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, name: 'Another' },
            countEffects: counter(
              studio,
              'select count(*) from providers.provider_change where reason = $1',
              [reason],
            ),
          };
        },
        testProvider: async () => {
          const exampleVideoId = newId();
          return {
            caller: admin(),
            input: { providerId: 'cpu-studio', exampleVideoId },
            otherInput: { providerId: 'cpu-studio' },
            countEffects: counter(
              studio,
              `select count(*) from bus.event where type = 'WorkflowTrialRequested.v1' and body -> 'payload' ->> 'exampleVideoId' = $1`,
              [exampleVideoId],
            ),
          };
        },
        applyFleetDocument: async () => {
          const caller = admin();
          const { digest } = await call.db.transaction(call, currentFleets);
          const document = { templates: {}, fleets: {}, assignments: { 'look-match-fast': ['default'] } };
          const note = `Applied ${newId()}`;
          const input = {
            document: digest === fleetDigest(document as never) ? NO_FLEETS : document,
            baseDigest: digest,
            note,
          };
          return {
            caller,
            input,
            otherInput: { ...input, note: 'Another' },
            countEffects: counter(studio, 'select count(*) from providers.fleet_document where note = $1', [
              note,
            ]),
          };
        },
        setProviderPaused: async () => {
          isPaused = !isPaused;
          const input = { providerId: 'cpu-swift', isPaused, reason: 'Upkeep' };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, isPaused: !isPaused },
            countEffects: eventCounter(studio, 'ProviderStatusChanged.v1', 'cpu-swift'),
          };
        },
      },
    };
  },
};
