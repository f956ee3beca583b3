import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
} from '@effect-studio/kernel/errors';
import type { Workflow } from '../domain/catalogue.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import { READ_PROVIDER, READ_WORKFLOWS } from '../persistence/statements.ts';
import { readRevision } from './admit-revision.ts';
import { eligibleAgents } from './eligible-agents.ts';
import { requestTrial, type TrialRef } from './try-draft.ts';
import { notNow } from './workflow-problems.ts';

type TestAnswer = TrialRef | NotFound | InvalidInput | InvalidState | IdempotencyConflict;

/** Has a provider render a clip as a system test. Refused while no machine says that it can. */
export async function testProvider(
  ctx: CallContext,
  input: {
    providerId: string;
    workflowId?: string | null | undefined;
    agentId?: string | null | undefined;
    exampleVideoId?: string | null | undefined;
    footageVideoId?: string | null | undefined;
    idempotencyKey: string;
  },
): Promise<TestAnswer> {
  const { idempotencyKey, ...payload } = input;
  const found = await ctx.db.transaction(ctx, async (tx) => {
    const provider = await tx.maybeOne<ProviderRow>(READ_PROVIDER, [input.providerId]);
    const workflows = (await tx.rows<Workflow>(READ_WORKFLOWS)).filter(
      ({ providerId, isActive }) => providerId === input.providerId && isActive,
    );
    const workflow = input.workflowId
      ? workflows.find(({ id }) => id === input.workflowId)
      : (workflows.find(({ variant }) => variant === 'fast') ?? workflows[0]);
    return { provider, workflow, revision: workflow ? await readRevision(tx, workflow.revisionId) : null };
  });
  const { provider, workflow, revision } = found;
  if (!provider) return notFound('provider', input.providerId);
  if (!workflow || !revision) {
    return input.workflowId
      ? invalidInput(
          'workflowId',
          `${provider.id} has no active workflow ${input.workflowId}.`,
          'Choose among its workflows.',
        )
      : notNow(provider.id, 'Nothing to test', 'It has no active workflow.', 'Declare one.');
  }
  const wanted = { workflowId: workflow.id, digest: revision.origin === 'STUDIO' ? null : workflow.digest };
  const able = (await eligibleAgents(ctx, wanted)).map(({ id }) => id);
  if (able.length === 0) {
    return notNow(
      provider.id,
      'No machine',
      `No machine that is online says that it can render ${workflow.id}.`,
      'Start one, and ask it with `--doctor` what is missing.',
    );
  }
  if (input.agentId && !able.includes(input.agentId)) {
    return invalidInput(
      'agentId',
      `The machine cannot render ${workflow.id} now.`,
      'Choose among `eligibleAgents` of the workflow, or leave it out.',
    );
  }
  return idempotent<Exclude<TestAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'testProvider', key: idempotencyKey, payload },
    (tx) =>
      requestTrial(tx, {
        kind: 'PROVIDER_TEST',
        draftId: null,
        workflowId: workflow.id,
        digest: workflow.digest,
        providerId: provider.id,
        effectTypeId: workflow.effectTypeId,
        title: `Test of ${provider.name}`,
        agentIds: input.agentId ? [input.agentId] : [],
        exampleVideoId: input.exampleVideoId ?? null,
        footageVideoId: input.footageVideoId ?? null,
        parameters: {},
      }),
  );
}
