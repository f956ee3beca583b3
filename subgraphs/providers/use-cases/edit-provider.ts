import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { checkDeclaration } from '../domain/check-declaration.ts';
import { EDIT_PROVIDER } from '../persistence/provider-change-statements.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import { LOCK_CATALOGUE, LOCK_PROVIDER, READ_PROVIDER } from '../persistence/statements.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { facts, noteProviderChange } from './note-provider-change.ts';

const outdated = (providerId: string, currentVersion: number) =>
  problem(
    'ProviderOutdated',
    {
      title: 'Provider changed meanwhile',
      status: 409,
      humanReadableCause: `The provider is at version ${currentVersion} by now.`,
      suggestedAction: 'Read it again, and make your change on top.',
      instance: providerId,
    },
    { currentVersion },
  );

type EditAnswer =
  | { __typename: 'Provider'; id: string }
  | NotFound
  | InvalidInput
  | ReturnType<typeof outdated>
  | IdempotencyConflict;

export interface EditProviderInput {
  providerId: string;
  version: number;
  name?: string | null | undefined;
  instanceType?: string | null | undefined;
  capabilities?: readonly string[] | null | undefined;
  budgetContexts?: readonly string[] | null | undefined;
  reason: string;
  idempotencyKey: string;
}

/**
 * Changes what people may change of a provider. One of the house keeps it over the next catalogue; a declared one until it is
 * declared anew. Callers see to authorization: admins only.
 */
export async function editProvider(ctx: CallContext, input: EditProviderInput): Promise<EditAnswer> {
  const { idempotencyKey, ...payload } = input;
  const reason = input.reason.trim();
  if (reason === '') return invalidInput('reason', 'The reason is empty.', 'Say in a sentence why.');
  return idempotent<Exclude<EditAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'editProvider', key: idempotencyKey, payload },
    async (tx) => {
      await tx.one(LOCK_CATALOGUE);
      const before = await tx.maybeOne<ProviderRow>(LOCK_PROVIDER, [input.providerId]);
      if (!before) return notFound('provider', input.providerId);
      if (before.version !== input.version) return outdated(before.id, before.version);
      const edited = {
        ...facts(before),
        name: input.name ?? before.name,
        instanceType: input.instanceType ?? before.instance_type,
        capabilities: input.capabilities ?? before.capabilities,
        budgetContexts: input.budgetContexts
          ? input.budgetContexts.length > 0
            ? input.budgetContexts
            : null
          : before.budget_contexts,
      };
      const fault = checkDeclaration({ ...edited, id: before.id, workflows: [] });
      if (fault) return invalidInput(fault.field, fault.cause, fault.action);
      const { name, instanceType, capabilities, budgetContexts } = edited;
      await tx.rows(EDIT_PROVIDER, [before.id, name, instanceType, capabilities, budgetContexts, tx.now]);
      const after = await tx.one<ProviderRow>(READ_PROVIDER, [before.id]);
      await noteProviderChange(tx, { kind: 'EDITED', before, after, reason });
      await announceCatalogue(tx);
      return { __typename: 'Provider' as const, id: before.id };
    },
  );
}
