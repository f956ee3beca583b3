import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { newId } from '@effect-studio/kernel/ids';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { admin } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { counter, type MountedCases } from './mutation-case.ts';

/** Names of the routing mutations of economics. */
export const ROUTING_MUTATIONS = [
  'overrideRouting',
  'liftRoutingOverride',
  'applyManifest',
  'rollbackManifest',
  'updateRoutingPolicy',
  'startRoutingTrial',
  'stopRoutingTrial',
] as const;

/** Something to route, and two manifests. */
export async function openRouting(studio: TestStudio): Promise<void> {
  await seedHouseRateCard(studio.call('economics'));
  for (const providers of [['cpu-swift'], ['cpu-swift', 'cpu-studio']]) {
    await studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
      workflows: providers.map((providerId) => ({
        workflowId: `look-match-${providerId}`,
        providerId,
        providerStatus: 'HEALTHY' as const,
        effectTypeId: 'look-match',
        variant: 'fast' as const,
        digest: 'd',
        adapter: 'ffmpeg',
        active: true,
      })),
    });
    await studio.settle();
  }
}

/** A command whose reason is its own, so that what it did can be counted. */
function reasoned(studio: TestStudio, table: string, input: Record<string, unknown>) {
  const reason = `because of ${newId()}`;
  return {
    caller: admin(),
    input: { ...input, reason },
    otherInput: { ...input, reason: `${reason} and more` },
    countEffects: counter(studio, `select count(*) from economics.${table} where reason = $1`, [reason]),
  };
}

export function routingCases(studio: TestStudio): MountedCases['mutations'] {
  const bar = { kind: 'BAR', workflowId: 'look-match-cpu-studio', minutes: 10 };
  return {
    overrideRouting: async () => reasoned(studio, 'routing_override', bar),
    applyManifest: async () => reasoned(studio, 'routing_override', { version: 1, minutes: 10 }),
    rollbackManifest: async () => reasoned(studio, 'routing_override', { minutes: 10 }),
    updateRoutingPolicy: async () =>
      reasoned(studio, 'routing_policy', { policy: { explorationShare: 0.1 } }),
    startRoutingTrial: async () => {
      // One runs at a time per effect type.
      await studio.ownerPool.query('delete from economics.routing_trial');
      const input = {
        effectTypeId: 'look-match',
        workflowA: 'look-match-cpu-swift',
        workflowB: 'look-match-cpu-studio',
        mode: 'SHADOW',
        share: 0.1,
      };
      return reasoned(studio, 'routing_trial', input);
    },
    stopRoutingTrial: async () => {
      await studio.ownerPool.query('delete from economics.routing_trial');
      const running = async (effectTypeId: string) => {
        const id = newId();
        await studio.ownerPool.query(
          `insert into economics.routing_trial (id, tenant_id, effect_type_id, workflow_a, workflow_b, mode, metric, share,
             min_pairs, max_pairs, error_share, reason, started_at, ends_at, updated_at)
           select $1, tenant_id, $3, 'a', 'b', 'SHADOW', 'QUALITY', 0.1, 50, 100, 0.05, 'a test', $2,
             $2::timestamptz + interval '1 day', $2 from economics.manifest_head`,
          [id, studio.clock.now(), effectTypeId],
        );
        return id;
      };
      const [trialId, otherId] = [await running('one'), await running('another')];
      return {
        caller: admin(),
        input: { trialId, reason: 'it was a test' },
        otherInput: { trialId: otherId, reason: 'it was a test' },
        countEffects: counter(
          studio,
          'select count(*) from economics.routing_trial where id = $1 and ended_at is not null',
          [trialId],
        ),
      };
    },
    liftRoutingOverride: async () => {
      const stand = async () => {
        const id = newId();
        await studio.ownerPool.query(
          `insert into economics.routing_override (id, tenant_id, kind, workflow_id, reason, expires_at, created_at, updated_at)
           select $1, tenant_id, 'BAR', 'look-match-cpu-studio', 'a test', $2::timestamptz + interval '1 hour', $2, $2
           from economics.manifest_head`,
          [id, studio.clock.now()],
        );
        return id;
      };
      const [overrideId, otherId] = [await stand(), await stand()];
      return {
        caller: admin(),
        input: { overrideId, reason: 'it was a test' },
        otherInput: { overrideId: otherId, reason: 'it was a test' },
        countEffects: counter(
          studio,
          'select count(*) from economics.routing_override where id = $1 and lifted_at is not null',
          [overrideId],
        ),
      };
    },
  };
}
