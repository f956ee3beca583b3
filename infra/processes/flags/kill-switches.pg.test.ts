import { ExecutionRig } from '@effect-studio/execution/testing/execution-rig';
import { newId } from '@effect-studio/kernel/ids';
import type { FlagName } from '@effect-studio/schema/flags/flags';
import { describe, expect, it } from 'vitest';
import { intakeCases } from '../idempotency/intake-cases.ts';
import type { ContextCases } from '../idempotency/mutation-case.ts';
import { notificationsCases } from '../idempotency/notifications-cases.ts';
import { orchestratorCases } from '../idempotency/orchestrator-cases.ts';
import { documentOf, repeatable, variablesOf } from '../testing/selection.ts';

const SWITCHED: readonly [ContextCases, string, FlagName, RegExp][] = [
  [orchestratorCases, 'submitRun', 'runs.submit', /SwitchedOff/],
  [orchestratorCases, 'runEffect', 'runs.submit', /SwitchedOff/],
  [intakeCases, 'startUpload', 'uploads.start', /SwitchedOff/],
  [intakeCases, 'ingestLink', 'uploads.start', /SwitchedOff/],
  [notificationsCases, 'decideReview', 'effects.publish', /InvalidState/],
];

describe('a kill switch', () => {
  it('gives agents no tasks while agents.lease is off; they finish what they have', async () => {
    const rig = await ExecutionRig.open();
    try {
      const agent = await rig.register();
      await rig.dispatch([rig.leg(), rig.leg(), rig.leg()]);
      const [held] = await rig.lease(agent);
      await rig.studio.setFlag('agents.lease', false);
      expect(await rig.lease(agent)).toEqual([]);
      await rig.upload(held!.leaseId);
      const next = { agentId: agent.agentId, limit: 1 };
      const done = await rig.complete(agent, held!.leaseId, { next });
      expect(done).toMatchObject({ __typename: 'TaskCompletion', next: [] });
      await rig.studio.setFlag('agents.lease', true);
      expect(await rig.lease(agent, 2)).toHaveLength(2);
    } finally {
      await rig.close();
    }
  });

  it.each(SWITCHED)(
    'stops $context.%s by %s at once, and lets it go on with the same key',
    async (cases, name, flag, refused) => {
      const { studio, mutations, close } = await cases.open({ poolSize: 3 });
      try {
        const { caller, input, countEffects } = await mutations[name]!();
        const schema = studio.schemaOf(cases.context);
        const idempotencyKey = newId();
        const call = async (): Promise<string> => {
          const document = documentOf(schema, 'mutation', name, repeatable);
          const variables = variablesOf(schema, name, { ...input, idempotencyKey });
          const { data } = await studio.execute(cases.context, caller, document, variables);
          return (data![name] as { __typename: string }).__typename;
        };
        const before = await countEffects();
        await studio.setFlag(flag, false);
        expect(await call()).toMatch(refused);
        expect(await countEffects()).toBe(before);
        await studio.setFlag(flag, true);
        expect(await call()).not.toMatch(refused);
        expect(await countEffects()).toBe(before + 1);
      } finally {
        await close();
      }
    },
  );
});
